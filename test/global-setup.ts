import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';
import { findTemporalBinary } from '../src/server/binary/find-binary.ts';
import { buildInto } from './support/built.ts';
import { bundling } from '../src/bundling.ts';
import { workflowsPath } from '../src/workflow-paths.ts';
import { startDevServer } from '../src/server/start-dev-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** gRPC address of the one dev server that all tests of a run share. */
    address: string;
    namespace: string;
    /** Path of the `temporal` program it runs. */
    temporalBinary: string;
    /** File with the bundle of `workflows/index.ts`; empty when it could not be made, see `bundleFault`. */
    bundlePath: string;
    bundleFault: string;
    /** The package as it is built, for processes of its own; where it is not there, they read the sources. */
    builtPackage?: string;
  }
}

/** One server and one workflow bundle for all test files: starting them costs seconds, tests keep apart by unique ids. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-test-'));
  const { path: binary } = await findTemporalBinary({ env: process.env, onProgress: (line) => console.log(line) });
  const [server, bundle] = await Promise.all([startDevServer({ binary, uiPort: false }), bundleInto(folder)]);
  const builtPackage = join(folder, 'package');
  await buildInto(builtPackage, bundle.path || undefined);
  project.provide('builtPackage', builtPackage);
  project.provide('address', server.address);
  project.provide('namespace', server.namespace);
  project.provide('temporalBinary', binary);
  project.provide('bundlePath', bundle.path);
  project.provide('bundleFault', bundle.fault);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

// --- internal ---

/** A workflow that does not compile fails the tests that need it, not those that only need a server. */
async function bundleInto(folder: string): Promise<{ path: string; fault: string }> {
  try {
    const { code } = await bundleWorkflowCode(bundling({ workflowsPath, logger: quiet }));
    const path = join(folder, 'workflow-bundle.js');
    await writeFile(path, code);
    return { path, fault: '' };
  } catch (error) {
    return { path: '', fault: error instanceof Error ? error.message : String(error) };
  }
}

const nothing = (): void => undefined;
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: console.warn, error: console.error };
