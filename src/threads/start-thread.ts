import { Worker, type WorkerOptions } from 'node:worker_threads';

/** What a thread is started with. */
export type ThreadOptions = Pick<WorkerOptions, 'resourceLimits' | 'workerData'>;

/**
 * Starts a thread on a module of ours, also where the sources run as they are: Node 20 reads no TypeScript in threads.
 */
export function startThread(entry: URL, options: ThreadOptions = {}): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, options);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const module = JSON.stringify(entry.href);
  return new Worker(`import(${loader}).then((tsx) => (tsx.register(), import(${module})))`, { ...options, eval: true });
}

/**
 * A file beside a module of ours, as it is called where the sources run, and where they are built.
 *
 * @param url `import.meta.url` of that module
 * @param name of the file, without its ending
 */
export function besideModule(url: string, name: string): URL {
  return new URL(`./${name}.${url.endsWith('.ts') ? 'ts' : 'js'}`, url);
}
