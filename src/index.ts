// The Node side: what workers and services import. Workflow code imports `temporal-retrain/workflows` instead.

// A worker
export { RetrainPlugin } from './plugin.ts';
export type { RetrainPluginOptions } from './plugin.ts';
export { payloadConverterPath, workflowsPath } from './workflow-paths.ts';
export { tolerantPayloadConverter } from './payload-converter.ts';
