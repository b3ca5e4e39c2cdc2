import type { Detector } from './detector.ts';
import { adwin } from './adwin.ts';
import { cusum } from './cusum.ts';
import { ewma } from './ewma.ts';
import { kswin } from './kswin.ts';
import { resolveOptions } from './options.ts';
import { pageHinkley } from './page-hinkley.ts';
import { standardize } from './standardize.ts';
import { vote, type Member } from './vote.ts';

/** Two of three: fewer false alarms than any of them alone. */
export const zVote = standardize(
  vote('vote', [
    member(pageHinkley, { minInstances: 1, delta: 0.5, threshold: 20, alpha: 1 }),
    member(adwin, { delta: 0.002, clock: 1 }),
    member(cusum, { k: 0.5, h: 10, mu0: 0, sd0: 1 }),
  ])
);

/** Detectors behind `standardize`, with options that suit values in standard deviations (docs/detectors.md). */
export const standardized: readonly Detector[] = [
  standardize(pageHinkley, { minInstances: 1, delta: 0.5, threshold: 20, alpha: 1 }),
  standardize(adwin, { delta: 0.0001, clock: 1 }),
  standardize(cusum),
  standardize(ewma),
  standardize(kswin, { alpha: 0.0001 }),
  zVote,
] as unknown as readonly Detector[];

// --- internal ---

function member<O extends object, S extends object>(detector: Detector<O, S>, given: Partial<O>): Member {
  const resolved = resolveOptions(detector, given);
  if ('issues' in resolved) throw new Error(`Options of \`${detector.name}\`: ${JSON.stringify(resolved.issues)}`);
  return { detector: detector as unknown as Detector, options: resolved.options };
}
