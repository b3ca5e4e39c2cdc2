import { createRng, type Rng } from '../../src/stats/rng.ts';
import { resolveOptions } from '../../src/detectors/options.ts';
import { twoSampleTests } from '../../src/detectors/two-sample/index.ts';

/** Draws of one sample, of each kind that a feature may be of. */
export const sampleKinds: Readonly<Record<string, (rng: Rng) => number | string>> = {
  normal: (rng) => rng.normal(),
  lognormal: (rng) => Math.exp(rng.normal()),
  't with 2 degrees': (rng) => rng.normal() / Math.sqrt((rng.normal() ** 2 + rng.normal() ** 2) / 2),
  'counts, mean 3': (rng) => poisson(rng, 3),
  'zero or one': (rng) => (rng.uniform() < 0.1 ? 1 : 0),
  '6 labels': (rng) => labelOf(rng, [0.5, 0.25, 0.12, 0.08, 0.04, 0.01]),
  '200 labels, most of them rare': (rng) => `l${Math.floor(200 ** rng.uniform())}`,
  '5,000 labels by Zipf': (rng) => `l${Math.floor(5_000 ** rng.uniform())}`,
};

/** The tests that can take that kind, with their defaults. */
export function testsFor(kind: string): string[] {
  const hasLabels = typeof sampleKinds[kind]?.(createRng(1)) === 'string';
  const names = [...twoSampleTests.keys()];
  if (hasLabels) return names.filter((name) => name !== 'ks' && name !== 'wasserstein');
  return kind === 'zero or one' ? names.filter((name) => name !== 'psi') : names;
}

export interface SizeQuestion {
  test: string;
  kind: string;
  /** Values of the reference. */
  n: number;
  /** Values of the current sample. @default n */
  m?: number;
  pairs: number;
  seed: number;
}

/** Share of pairs without drift that the test finds different at alpha .001 and .01, with its default rule. */
export function sizeOf({ test: name, kind, n, m = n, pairs, seed }: SizeQuestion): { at001: number; at01: number } {
  const test = twoSampleTests.get(name)!;
  const options = (alpha: number): Record<string, unknown> => {
    const resolved = resolveOptions(test, { alpha });
    if ('issues' in resolved) throw new Error(resolved.issues[0]?.message);
    return resolved.options;
  };
  const [strict, easy] = [options(0.001), options(0.01)];
  const draw = sampleKinds[kind]!;
  const rng = createRng(seed);
  let [found001, found01] = [0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const reference = Array.from({ length: n }, () => draw(rng));
    const current = Array.from({ length: m }, () => draw(rng));
    // Whatever is not found at .01 is not at .001 either.
    if (test.run(reference, current, { ...easy, seed: pair }).verdict !== 'drift') continue;
    found01 += 1;
    if (test.run(reference, current, { ...strict, seed: pair }).verdict === 'drift') found001 += 1;
  }
  return { at001: found001 / pairs, at01: found01 / pairs };
}

// --- internal ---

function poisson(rng: Rng, mean: number): number {
  const end = Math.exp(-mean);
  let product = rng.uniform();
  let count = 0;
  for (; product > end; count++) product *= rng.uniform();
  return count;
}

function labelOf(rng: Rng, shares: readonly number[]): string {
  let left = rng.uniform();
  const place = shares.findIndex((share) => (left -= share) < 0);
  return `label ${place < 0 ? shares.length - 1 : place}`;
}
