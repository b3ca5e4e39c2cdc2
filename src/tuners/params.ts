import { ConfigurationError, type ConfigurationIssue } from '../terms/errors.ts';
import type { JsonObject } from '../terms/json.ts';
import { isActive, nearest } from './dimension.ts';
import { checkSpace } from './space.ts';
import type { Conditional, SearchSpace } from './tuner.ts';

/** The dimensions in an order in which a condition is always decided before what depends on it. */
export function orderedDimensions(space: SearchSpace): [string, Conditional][] {
  const issues = checkSpace(space);
  if (issues.length > 0) {
    const { field, message } = issues[0] as ConfigurationIssue;
    throw new ConfigurationError(`Search space${field && ` parameter ${field}`}: ${message}`, { issues });
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

/** Whether both have the same values, in any order. */
export function sameParams(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a);
  for (const name of names) if (a[name] !== b[name] || !Object.hasOwn(b, name)) return false;
  return names.length === Object.keys(b).length;
}
