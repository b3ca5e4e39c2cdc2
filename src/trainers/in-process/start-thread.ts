import { Worker } from 'node:worker_threads';

/**
 * Starts a thread on a module of ours, also where the sources run as they are: Node 20 reads no TypeScript in threads.
 */
export function startThread(entry: URL, memoryMb?: number): Worker {
  const resourceLimits = memoryMb === undefined ? undefined : { maxOldGenerationSizeMb: memoryMb };
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { resourceLimits });
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const module = JSON.stringify(entry.href);
  return new Worker(`import(${loader}).then((tsx) => (tsx.register(), import(${module})))`, {
    eval: true,
    resourceLimits,
  });
}
