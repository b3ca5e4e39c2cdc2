import { detectors } from '../../src/detectors/index.ts';
import { resolveOptions } from '../../src/detectors/options.ts';
import type { Detector } from '../../src/detectors/detector.ts';

/** A detector with its options settled. */
export interface Configured {
  detector: Detector;
  options: Record<string, unknown>;
}

export function configure(name: string, params: Record<string, unknown> = {}): Configured {
  const detector = detectors.get(name);
  if (!detector) throw new Error(`No detector \`${name}\``);
  const resolved = resolveOptions(detector, params);
  if ('issues' in resolved) throw new Error(`${name}: ${JSON.stringify(resolved.issues)}`);
  return { detector, options: resolved.options };
}

/** Indices of the drifts. Bits are 1 for an error, and turned round for a detector that wants the right predictions. */
export function alarmsOf({ detector, options }: Configured, values: readonly number[]): number[] {
  const state = detector.init(options);
  const turn = detector.input === 'correct-bit';
  const alarms: number[] = [];
  values.forEach((x, i) => {
    if (detector.update(state, turn ? 1 - x : x, options) === 'drift') alarms.push(i);
  });
  return alarms;
}
