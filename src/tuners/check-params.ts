import type { ConfigurationIssue } from '../terms/errors.ts';
import type { JsonObject } from '../terms/json.ts';
import { show } from '../terms/show.ts';
import { contains, isActive } from './dimension.ts';
import type { Conditional, SearchSpace } from './tuner.ts';

/**
 * Why `params` is not a point of the space, one entry per fault; empty for every proposal of a tuner.
 *
 * @example
 * ```ts @import.meta.vitest
 * const space = { epochs: { type: 'int', low: 1, high: 20 } } as const;
 * expect(checkParams(space, { epochs: 50 })).toEqual([
 *   { field: 'epochs', message: 'Expected a whole number from 1 to 20, got `50`' },
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
    } else if (!given) issues.push({ field: name, message: `Expected ${wanted(dimension)}, got nothing` });
    else if (!contains(dimension, params[name]))
      issues.push({ field: name, message: `Expected ${wanted(dimension)}, got ${show(params[name])}` });
  }
  for (const name of Object.keys(params))
    if (!Object.hasOwn(space, name)) issues.push({ field: name, message: 'Expected only parameters of the space' });

  return issues;
}

// --- internal ---

function wanted(dimension: Conditional): string {
  if (dimension.type === 'choice') return `one of ${show(dimension.values)}`;
  if (dimension.type === 'float') return `a number from ${dimension.low} to ${dimension.high}`;
  const steps = dimension.step === undefined || dimension.step === 1 ? '' : ` in steps of ${dimension.step}`;
  return `a whole number from ${dimension.low} to ${dimension.high}${steps}`;
}

function condition({ when }: Conditional): string {
  return `${when?.name} in ${show(when?.in)}`;
}
