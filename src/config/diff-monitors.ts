import { fileForm } from './file/file-form.ts';
import { excludesAsWritten } from './excludes-as-written.ts';
import type { Monitor } from './parse-monitor.ts';
import { isDetectorForm, isUsual, unusualOf, type DetectorForm } from './usual-options.ts';
import { fieldOf, type Path } from './faults/path.ts';
import { show } from '../terms/show.ts';

/** One field that differs between two complete monitors; `undefined` where one of them does not have it. */
export interface Difference {
  /** Items with an id or a name are addressed by it: `metrics.accuracy.detectors.limit.below`. */
  field: string;
  before: unknown;
  after: unknown;
  /** One line of text, with each value whole. */
  text: string;
}

/** A complete monitor, and what its file says where it comes from one. */
export type Compared = Monitor & { written?: unknown };

/**
 * What changes from one monitor to another, with defaults filled in on both sides, so only effects are listed; in the
 * fields and units of a monitor file.
 */
export function diffMonitors(before: Compared, after: Compared): Difference[] {
  const differences: Difference[] = [];
  compare([], fileForm(before), fileForm(after), differences);
  const isOfFile = [before, after].some(({ written }) => (written as { exclude?: unknown } | null)?.exclude);
  const kept = new Set(after.policy.metrics.map(({ name }) => name));
  const metrics = before.policy.metrics.map(({ name }) => name).filter((name) => kept.has(name));
  return excludesAsWritten(differences, metrics, isOfFile);
}

/** The differences as text: `-` gone, `+` new, `~` changed. Empty when there are none. */
export function formatDiff(differences: readonly Difference[]): string {
  return diffLines(differences).join('\n');
}

/**
 * The same, line by line, with each value whole; of a part that is gone or new each of its fields, but no defaults of
 * detectors.
 */
export function diffLines(differences: readonly Difference[]): string[] {
  return differences.flatMap(({ field, before, after }) => {
    if (before !== undefined && after !== undefined) return [lineOf(field, before, after)];
    const sign = before === undefined ? '+' : '-';
    const leaves = leavesOf(field, before ?? after);
    const telling = leaves.filter(([place, value]) => !isNameOfPart(place, value));
    return (telling.length > 0 ? telling : leaves).map(([place, value]) => `${sign} ${place}: ${print(value)}`);
  });
}

// --- internal ---

function compare(path: Path, before: unknown, after: unknown, differences: Difference[]): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  // Of another type, it is another detector.
  if (isDetectorForm(before) && isDetectorForm(after) && before.type !== after.type)
    return compareTypes(path, { before, after }, differences);
  const left = fieldsOf(before);
  const right = fieldsOf(after);
  if (!left || !right) return note(path, before, after, differences);
  for (const key of new Set([...left.keys(), ...right.keys()]))
    compare([...path, key], left.get(key), right.get(key), differences);
}

/** Options that they share are compared; of those that one alone has, its defaults tell nothing. */
function compareTypes(
  path: Path,
  { before, after }: { before: DetectorForm; after: DetectorForm },
  differences: Difference[]
): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const isShared = key in before && key in after;
    if (isShared || !(isUsual(before, key) || isUsual(after, key)))
      compare([...path, key], before[key], after[key], differences);
  }
}

/** What can be compared item by item: objects, and lists whose items have names. Other lists are compared whole. */
function fieldsOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map(nameOf);
  const named = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return named ? new Map(value.map((item, index) => [names[index] as string, item])) : undefined;
}

function nameOf(item: unknown): string | undefined {
  const { id, name } = (item ?? {}) as { id?: unknown; name?: unknown };
  return typeof id === 'string' ? id : typeof name === 'string' ? name : undefined;
}

function note(path: Path, before: unknown, after: unknown, differences: Difference[]): void {
  const field = fieldOf(path);
  differences.push({ field, before, after, text: lineOf(field, before, after) });
}

function lineOf(field: string, before: unknown, after: unknown): string {
  const [was, is] = [print(before), print(after)];
  if (before === undefined) return `+ ${field}: ${is}`;
  return after === undefined ? `- ${field}: ${was}` : `~ ${field}: ${was} → ${is}`;
}

function print(value: unknown): string {
  return show(value, whole).replaceAll(/^`|`$/g, '');
}

/** What stands in a value, each with its place; of a detector without its defaults. */
function leavesOf(place: string, value: unknown): [place: string, value: unknown][] {
  if (value === undefined) return [];
  const fields = fieldsOf(isDetectorForm(value) ? unusualOf(value) : value);
  if (!fields || fields.size === 0) return [[place, value]];
  return [...fields].flatMap(([key, one]) => leavesOf(`${place}.${fieldOf([key])}`, one));
}

/** `id: x` of `rules.x`, which says it already. */
function isNameOfPart(place: string, value: unknown): boolean {
  return typeof value === 'string' && [`.${value}.id`, `.${value}.name`].some((end) => place.endsWith(end));
}

/** A policy is at most this long. */
const whole = 2 ** 24;
