import type { Detector } from '../../src/detectors/detector.ts';
import { resolveOptions } from '../../src/detectors/options.ts';

/** A detector with its options completed, ready for a stream. */
export function prepared<O extends object, S extends object>(
  detector: Detector<O, S>,
  given: Record<string, unknown> = {}
): {
  state: S;
  options: O;
  verdicts(stream: readonly number[]): string[];
  alarms(stream: readonly number[]): number[];
} {
  const resolved = resolveOptions(detector, given);
  if ('issues' in resolved) throw new Error(JSON.stringify(resolved.issues));
  const options = resolved.options as O;
  const state = detector.init(options);
  const verdicts = (stream: readonly number[]): string[] => stream.map((x) => detector.update(state, x, options));
  const alarms = (stream: readonly number[]): number[] =>
    verdicts(stream).flatMap((verdict, i) => (verdict === 'drift' ? [i] : []));
  return { state, options, verdicts, alarms };
}

/**
 * A detector over a stream, and when it raised alarms.
 *
 * @param promoted values before which a new version comes
 */
export function played<O extends object, S extends object>(
  detector: Detector<O, S>,
  options: O,
  values: readonly number[],
  promoted: readonly number[] = []
): { alarms: number[]; state: S } {
  let state = detector.init(options);
  const alarms: number[] = [];
  values.forEach((x, t) => {
    if (promoted.includes(t)) state = detector.restart!(state, options);
    if (detector.update(state, x, options) === 'drift') alarms.push(t);
  });
  return { alarms, state };
}

/** `n` times the same value. */
export const repeat = (value: number, n: number): number[] => Array.from({ length: n }, () => value);

/** Values that go up and down around a level, without randomness. */
export const wave = (level: number, n: number, size = 0.01): number[] =>
  Array.from({ length: n }, (_, i) => level + size * Math.sin(i * i));
