/** A detector by name, with the options that differ from its own defaults. */
export interface Detection {
  type: string;
  options: Readonly<Record<string, unknown>>;
}

/**
 * What watches a stream without a named detector: on metrics a lasting change of level, on error bits a
 * Bernoulli CUSUM that learns the usual rate. Chosen by the benchmark in docs/detectors.md.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(defaultDetection('metric')).toEqual({ type: 'level-shift', options: {} });
 * ```
 */
export function defaultDetection(input: 'metric' | 'error-bit'): Detection {
  return input === 'metric' ? { type: 'level-shift', options: {} } : { type: 'bernoulli-cusum', options: {} };
}

/** Bytes of a full double and its comma as JSON, except for exponents of three digits. */
export const numberBytes = 22;

/** Most bytes of the state of a detector without windows. */
export const usualStateBytes = 512;
