import { ConfigurationError, type ConfigurationIssue } from '../errors.ts';
import type { JsonObject } from '../core/json.ts';
import { describe } from './describe.ts';
import { contains, nearest } from './dimension.ts';
import { checkSpace } from './space.ts';
import type { Choice, Conditional, SearchSpace } from './tuner.ts';

/**
 * What keeps `params` from being a point of the space, one entry a fault; empty for every proposal of a tuner.
 *
 * @example
 * ```ts @import.meta.vitest
 * const space = { epochs: { type: 'int', low: 1, high: 20 } } as const;
 * expect(checkParams(space, { epochs: 50 })).toEqual([
 *   { field: 'epochs', message: 'Expected a whole number from 1 to 20, got 50' },
 * ]);
 * ```
 */
export function checkParams(space: SearchSpace, params: JsonObject): ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  for (const [name, dimension] of Object.entries(space)) {
    const given = Object.hasOwn(params, name);
    if (!isActive(dimension, params)) {
      if (given)
        issues.push({ field: name, message: `Expected no value, because ${condition(dimension)} does not hold` });
    } else if (!given) {
      issues.push({ field: name, message: `Expected ${wanted(dimension)}, got nothing` });
    } else if (!contains(dimension, params[name])) {
      issues.push({ field: name, message: `Expected ${wanted(dimension)}, got ${describe(params[name])}` });
    }
  }
  for (const name of Object.keys(params)) {
    if (!Object.hasOwn(space, name)) issues.push({ field: name, message: 'Expected only parameters of the space' });
  }
  return issues;
}

/** The dimensions in an order in which a condition is always decided before what depends on it. */
export function orderedDimensions(space: SearchSpace): [string, Conditional][] {
  const issues = checkSpace(space);
  if (issues.length > 0) {
    const { field, message } = issues[0] as ConfigurationIssue;
    throw new ConfigurationError(`Search space${field && ` parameter ${field}`}: ${message}`, issues);
  }
  const depth = (name: string): number => {
    const when = space[name]?.when;
    return when === undefined ? 0 : 1 + depth(when.name);
  };
  const entries = Object.entries(space);
  return entries
    .map((entry) => ({ entry, depth: depth(entry[0]) }))
    .sort((a, b) => a.depth - b.depth)
    .map((x) => x.entry);
}

/** Whether the dimension exists beside these values of the others. */
export function isActive({ when }: Conditional, params: JsonObject): boolean {
  return when === undefined || (Object.hasOwn(params, when.name) && when.in.includes(params[when.name] as Choice));
}

/** The values of `given` that fit the space, moved to the nearest allowed ones. */
export function fitted(dimensions: [string, Conditional][], given: JsonObject): JsonObject {
  const params: JsonObject = {};
  for (const [name, dimension] of dimensions) {
    const value =
      Object.hasOwn(given, name) && isActive(dimension, params) ? nearest(dimension, given[name]) : undefined;
    if (value !== undefined) params[name] = value;
  }
  return params;
}

/** Whether both hold the same values, whatever the order they are listed in. */
export function sameParams(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a);
  for (const name of names) if (a[name] !== b[name] || !Object.hasOwn(b, name)) return false;
  return names.length === Object.keys(b).length;
}

// --- internal ---

function wanted(dimension: Conditional): string {
  if (dimension.type === 'choice') return `one of ${describe(dimension.values)}`;
  if (dimension.type === 'float') return `a number from ${dimension.low} to ${dimension.high}`;
  const steps = dimension.step === undefined || dimension.step === 1 ? '' : ` in steps of ${dimension.step}`;
  return `a whole number from ${dimension.low} to ${dimension.high}${steps}`;
}

function condition({ when }: Conditional): string {
  return `${when?.name} in ${describe(when?.in)}`;
}
