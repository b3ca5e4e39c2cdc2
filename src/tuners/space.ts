import type { ConfigurationIssue } from '../terms/errors.ts';
import { show } from '../terms/show.ts';
import { dimensionFields } from './dimension-fields.ts';
import type { Int, Numeric } from './dimension.ts';
import type { Conditional, SearchSpace } from './tuner.ts';

/**
 * What is wrong with a search space, one entry per fault; empty if it can be searched. Accepts unchecked input from a
 * file: types are checked too.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(checkSpace({ depth: { type: 'int', low: 9, high: 3 } })).toEqual([
 *   { field: 'depth', message: 'Expected `low` to be at most `high`, got 9 and 3; swap them' },
 * ]);
 * ```
 */
export function checkSpace(space: SearchSpace): ConfigurationIssue[] {
  const names = Object.keys(space);
  if (names.length === 0)
    return [
      { field: '', message: 'Expected the search space to have a parameter, got none; name one or set trials to 0' },
    ];

  return names.flatMap((name) => {
    const faults = [...nameFaults(name), ...dimensionFaults(space[name]), ...conditionFaults(space, name)];
    return faults.map((message) => ({ field: name, message }));
  });
}

// --- internal ---

/** A grid keeps them as a list; more than the possible trials are of no use. */
const maxPoints = 1_000;

function nameFaults(name: string): string[] {
  if (name === '__proto__') return ['Expected a name other than `__proto__`; rename the parameter'];
  return name === '' ? ['Expected the parameter to have a name, got an empty one'] : [];
}

function dimensionFaults(dimension: Conditional | undefined): string[] {
  if (typeof dimension !== 'object' || dimension === null)
    return [`Expected a parameter like { type: 'float', low: 0, high: 1 }, got ${show(dimension)}`];

  switch (dimension.type) {
    case 'float':
      return rangeFaults(dimension);
    case 'int':
      return [...rangeFaults(dimension), ...stepFaults(dimension)];
    case 'choice':
      return choiceFaults(dimension.values);
    default:
      return [`Expected \`type\` to be float, int or choice, got ${show((dimension as Conditional).type)}`];
  }
}

function rangeFaults(dimension: Numeric): string[] {
  const faults: string[] = [];
  const isWhole = dimensionFields[dimension.type].low === 'whole number';
  const wanted = isWhole ? 'a whole number' : 'a finite number';
  for (const end of ['low', 'high'] as const) {
    const fits = isWhole ? Number.isSafeInteger(dimension[end]) : Number.isFinite(dimension[end]);
    if (!fits) faults.push(`Expected \`${end}\` to be ${wanted}, got ${show(dimension[end])}`);
  }
  if (faults.length > 0) return faults;
  const { low, high } = dimension;
  if (low > high) faults.push(`Expected \`low\` to be at most \`high\`, got ${low} and ${high}; swap them`);
  if (!Number.isFinite(high - low)) faults.push(`Expected \`high\` - \`low\` to be finite, got ${low} to ${high}`);
  const { log, points } = dimension;
  if (log !== undefined && typeof log !== 'boolean')
    faults.push(
      `Expected \`log\` to be true or false, got ${show(log)}; YAML 1.2 takes \`no\` for a text: write false`
    );
  else if (log && low <= 0)
    faults.push(`Expected \`low\` to be above 0 because \`log\` is set, got ${low}; raise it or drop \`log\``);

  if (points !== undefined && !(Number.isSafeInteger(points) && points > 0 && points <= maxPoints))
    faults.push(`Expected \`points\` to be a whole number from 1 to ${maxPoints}, got ${show(points)}`);

  return faults;
}

function stepFaults({ step, log }: Int): string[] {
  if (step === undefined) return [];
  if (!Number.isSafeInteger(step) || step <= 0)
    return [`Expected \`step\` to be a whole number above 0, got ${show(step)}`];

  return log === true && step !== 1 ? ['Expected `log` or `step`, got both; drop one of them'] : [];
}

function choiceFaults(values: unknown): string[] {
  if (!Array.isArray(values) || values.length === 0)
    return [`Expected \`values\` to list at least one choice, got ${show(values)}`];

  const faults: string[] = [];
  for (const value of values) {
    const usable = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    if (!usable) faults.push(`Expected choices to be text, finite numbers or booleans, got ${show(value)}`);
  }
  if (new Set(values).size < values.length) faults.push(`Expected choices to differ, got ${show(values)}`);
  return faults;
}

function conditionFaults(space: SearchSpace, name: string): string[] {
  const when: unknown = space[name]?.when;
  if (when === undefined) return [];
  if (!isCondition(when))
    return [`Expected \`when\` to be like { name: kernel, in: [rbf] }, got ${show(when)}; complete it or drop it`];

  if (!Object.hasOwn(space, when.name))
    return [`Expected \`when.name\` to be a parameter of this space, got ${show(when.name)}`];

  const parent = space[when.name];
  // An entry that is not a parameter has its own fault.
  if (typeof parent !== 'object' || parent === null) return [];
  const loop = conditionLoop(space, name);
  if (loop) return [`Expected conditions to lead to a parameter without one, got the circle ${loop.join(' → ')}`];
  if (!Array.isArray(when.in) || when.in.length === 0)
    return [`Expected \`when.in\` to list at least one value of ${when.name}, got ${show(when.in)}`];

  if (parent.type === 'float')
    return [`Expected the condition to be on a choice or an int, got the float ${when.name}; use a choice instead`];

  const impossible = when.in.filter((value) => !canBe(parent, value));
  return impossible.map((value) => `Expected \`when.in\` to hold values of ${when.name}, got ${show(value)}`);
}

function isCondition(when: unknown): when is NonNullable<Conditional['when']> {
  return typeof when === 'object' && when !== null && typeof (when as { name?: unknown }).name === 'string';
}

function canBe(parent: Conditional, value: unknown): boolean {
  if (parent.type === 'choice') return Array.isArray(parent.values) && parent.values.includes(value as string);
  const number = value as number;
  const step = parent.type === 'int' ? (parent.step ?? 1) : 1;
  return (
    Number.isSafeInteger(number) && number >= parent.low && number <= parent.high && (number - parent.low) % step === 0
  );
}

/** The circle of conditions that `name` is part of, closed by its own name again. */
function conditionLoop(space: SearchSpace, name: string): string[] | null {
  const path = [name];
  let next = space[name]?.when?.name;
  while (next !== undefined && Object.hasOwn(space, next)) {
    path.push(next);
    if (next === name) return path;
    if (path.length > Object.keys(space).length) return null;
    next = space[next]?.when?.name;
  }
  return null;
}
