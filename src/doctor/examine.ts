import { clockCheck } from './checks/clock.ts';
import { monitorsCheck } from './checks/monitors.ts';
import { namesCheck } from './checks/names.ts';
import { registriesCheck } from './checks/registries.ts';
import { namespaceCheck, serverCheck } from './checks/server.ts';
import { searchAttributesCheck } from './checks/search-attributes.ts';
import { grpcDetails } from '../server/grpc-status.ts';
import { versionsCheck } from './checks/versions.ts';
import { workersCheck } from './checks/workers.ts';
import { isSound, type Check, type Finding, type Surroundings } from './check.ts';

/** All checks, in the order in which they run and report. */
export const checks: readonly Check[] = [
  serverCheck,
  namespaceCheck,
  searchAttributesCheck,
  clockCheck,
  workersCheck,
  namesCheck,
  registriesCheck,
  versionsCheck,
  monitorsCheck,
];

/** Runs the checks one after the other. A check that cannot run is reported as such and does not stop the others. */
export async function* examine(surroundings: Surroundings, todo: readonly Check[] = checks): AsyncGenerator<Finding> {
  const unsound = new Set<string>();
  for (const check of todo) {
    const missing = check.dependsOn?.find((name) => unsound.has(name));
    const found = missing === undefined ? await look(check, surroundings) : [skipped(missing)];
    if (!found.every(isSound)) unsound.add(check.name);
    for (const finding of found) yield { check: check.name, ...finding };
  }
}

// --- internal ---

async function look(check: Check, surroundings: Surroundings): Promise<Omit<Finding, 'check'>[]> {
  try {
    return await check.run(surroundings);
  } catch (error) {
    return [{ status: 'unknown', text: `could not be checked: ${grpcDetails(error)}` }];
  }
}

function skipped(missing: string): Omit<Finding, 'check'> {
  return { status: 'unknown', text: `not checked, because of \`${missing}\`` };
}
