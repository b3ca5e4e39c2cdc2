import { excerpt } from './visible-text.ts';
import { parseSemVer } from './semver.ts';

/** `<project>:<name>` names a model, `<project>:<name>:<semver>` one version of it. */
export interface ModelId {
  project: string;
  name: string;
  version?: string;
}

/** The parsed id, or a sentence about what is wrong with it. */
export function parseModelId(text: unknown): ModelId | string {
  if (typeof text !== 'string') return `Expected a model id like \`shop:ranker\`, got ${typeof text}`;
  const parts = text.split(':');
  const [project, name, version] = parts;
  if (parts.length < 2 || parts.length > 3)
    return `Expected a model id \`<project>:<name>\` or \`<project>:<name>:<semver>\`, got \`${excerpt(text, 80)}\``;
  for (const [field, part] of [
    ['project', project],
    ['name', name],
  ] as const)
    if (!part || !namePattern.test(part))
      return `Expected the ${field} in model id \`${excerpt(text, 80)}\` to be 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit`;
  if (version !== undefined && !parseSemVer(version))
    return `Expected the version in model id \`${excerpt(text, 80)}\` to be a semver like \`1.4.2\`, got \`${excerpt(version, 40)}\``;
  return { project: project as string, name: name as string, ...(version === undefined ? {} : { version }) };
}

/** The id without a version, as monitors, registries and workflow ids use it. */
export function modelKey(id: ModelId): string {
  return `${id.project}:${id.name}`;
}

/** Workflow id of a model's monitor. */
export function monitorWorkflowId(model: string): string {
  return `monitor/${model}`;
}

/** Id of the schedule that has a model's metrics asked for, and of the workflows that it starts. */
export function pullScheduleId(model: string): string {
  return `pull/${model}`;
}

/** The model that a monitor's workflow id names. */
export function modelOfMonitor(monitorId: string): string {
  return monitorId.slice(monitorWorkflowId('').length);
}

/** Workflow id of a retrain: deterministic, so that a generation can never be trained twice. */
export function retrainWorkflowId(monitorId: string, generation: number): string {
  return `${monitorId}/retrain/${generation}`;
}

/** The same, from the model. */
export function retrainIdOf(model: string, generation: number): string {
  return retrainWorkflowId(monitorWorkflowId(model), generation);
}

/** The model and generation in a retrain's workflow id; `NaN` if it has none. */
export function parseRetrainId(retrainId: string): { model: string; generation: number } {
  const [monitorId = '', generation] = retrainId.split('/retrain/');
  return { model: modelOfMonitor(monitorId), generation: Number(generation) };
}

// --- internal ---

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
