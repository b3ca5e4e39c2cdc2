import { artifactsCheck } from './machine/artifacts.ts';
import { nodeCheck } from './machine/node.ts';
import { registryCheck } from './machine/registry.ts';
import { sdkCheck } from './machine/sdk.ts';
import type { Finding } from './check.ts';
import type { Machine, MachineCheck } from './machine/machine.ts';

/** Looks at this machine alone. A check that cannot run is reported as such and does not stop the others. */
export async function* examineMachine(machine: Machine): AsyncGenerator<Finding> {
  for (const check of machineChecks)
    try {
      for (const finding of await check.run(machine)) yield { check: check.name, ...finding };
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      yield { check: check.name, status: 'unknown', text: 'could not be checked', cause };
    }
}

// --- internal ---

const machineChecks: readonly MachineCheck[] = [nodeCheck, sdkCheck, registryCheck, artifactsCheck];
