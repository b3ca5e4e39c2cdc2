import { fileURLToPath } from 'node:url';

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** The shipped workflows' own file, for a worker that runs nothing else. */
export const workflowsPath = fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url));

/** For `bundleWorkflowCode`, where workflows are bundled ahead of time; the worker itself gets it from the plugin. */
export const payloadConverterPath = fileURLToPath(new URL(`./payload-converter.${extension}`, import.meta.url));

/** The pure core, which all workflows of a worker can share. */
export const preloadPath = fileURLToPath(new URL(`../workflows/preload.${extension}`, import.meta.url));

/** Hands metrics to the worker: only for a bundle whose worker has a notifier that hears them. */
export const hearPath = fileURLToPath(new URL(`../workflows/hear.${extension}`, import.meta.url));

/** Sees that a run takes things in as they were cut into tasks. */
export const wholeTasksPath = fileURLToPath(new URL(`../workflows/whole-tasks.${extension}`, import.meta.url));

/** Hands traces on: only for a bundle whose worker traces. */
export const tracePath = fileURLToPath(new URL(`../workflows/trace.${extension}`, import.meta.url));
