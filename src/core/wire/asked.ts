import { isObject, shown } from './read.ts';

/** Who asks, and why: as much of it as is kept. */
export const maxActor = 100;
export const maxComment = 500;

/** Reads who asks for something, whatever came: an actor that cannot be read is empty, the rest is never needed. */
export function readAsked(asked: unknown): { actor: string; comment: string; until?: number } {
  const { actor, comment, until } = isObject(asked) ? asked : {};
  return {
    actor: typeof actor === 'string' ? actor.trim().slice(0, maxActor) : '',
    comment: typeof comment === 'string' ? comment.slice(0, maxComment) : '',
    ...(Number.isFinite(until) ? { until: until as number } : {}),
  };
}

/** How thorough a retrain is to be, or a sentence; `soft` when nothing is said. */
export function readSeverity(asked: unknown): { severity: 'soft' | 'full' } | string {
  const severity = (isObject(asked) ? asked['severity'] : undefined) ?? 'soft';
  if (severity === 'soft' || severity === 'full') return { severity };
  return `Expected \`severity\` to be soft or full, got \`${shown(severity)}\``;
}

/** Whether the gate is to have absolute rules alone: only where that is said. */
export function readWithoutChampion(asked: unknown): { withoutChampion?: true } {
  return isObject(asked) && asked['withoutChampion'] === true ? { withoutChampion: true } : {};
}

/** Whether a person's wish is to wait like drift: only where that is said. */
export function readRespectHolds(asked: unknown): { respectHolds?: true } {
  return isObject(asked) && asked['respectHolds'] === true ? { respectHolds: true } : {};
}

/** What is marked, and whether it is said to be true; what is no text marks nothing. */
export function readMark(asked: unknown): { target: string; isTrue: boolean } {
  const { target, isTrue } = isObject(asked) ? asked : {};
  return { target: typeof target === 'string' ? target.slice(0, 400) : '', isTrue: isTrue === true };
}

/** The version that is meant; what is no text is none. */
export function readVersion(asked: unknown): string {
  const version = isObject(asked) ? asked['version'] : undefined;
  return typeof version === 'string' ? version.slice(0, 128) : '';
}

/** The champion that was looked at, where that is said; what is said and is no text is none that serves. */
export function readInPlaceOf(asked: unknown): { inPlaceOf?: string } {
  const inPlaceOf = isObject(asked) ? asked['inPlaceOf'] : undefined;
  return inPlaceOf === undefined || inPlaceOf === null ? {} : { inPlaceOf: readVersion({ version: inPlaceOf }) };
}

/** The version that was looked at, where that is said; what is said and is no text is none that waits. */
export function readLookedAt(asked: unknown): { version?: string } {
  const version = isObject(asked) ? asked['version'] : undefined;
  return version === undefined || version === null ? {} : { version: readVersion(asked) };
}

/** The generation of the retrain that was looked at, where that is said; what is no number is none under way. */
export function readGeneration(asked: unknown): { generation?: number } {
  const generation = wholeNumber(asked, 'generation');
  return generation === undefined ? {} : { generation };
}

/** The revision of the policy that was looked at, where that is said; what is no number is none that ever holds. */
export function readRevision(asked: unknown): { revision?: number } {
  const revision = wholeNumber(asked, 'revision');
  return revision === undefined ? {} : { revision };
}

/** The segment that is meant; what is no text is none that a monitor has seen. */
export function readSegment(asked: unknown): string {
  const segment = isObject(asked) ? asked['segment'] : undefined;
  return typeof segment === 'string' ? segment.slice(0, 200) : '';
}

// --- internal ---

/** What is said and is no whole number is -1, which nothing has. */
function wholeNumber(asked: unknown, field: string): number | undefined {
  const value = isObject(asked) ? asked[field] : undefined;
  if (value === undefined || value === null) return undefined;
  return Number.isSafeInteger(value) ? (value as number) : -1;
}
