/** A detector by name, with the options that differ from its own defaults. */
export interface Detection {
  type: string;
  options: Readonly<Record<string, unknown>>;
}

/**
 * What watches a stream without a named detector: on metrics a vote with a scan for early steps, on error bits ADWIN
 * that checks every bit. Chosen by the benchmark in docs/detectors.md.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(defaultDetection('metric')).toEqual({ type: 'change', options: {} });
 * ```
 */
export function defaultDetection(input: 'metric' | 'error-bit'): Detection {
  return input === 'metric' ? { type: 'change', options: {} } : { type: 'adwin', options: { clock: 1 } };
}
