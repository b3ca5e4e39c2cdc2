import { chiSquare } from './chi-square.ts';
import { js } from './js.ts';
import { kl } from './kl.ts';
import { ks } from './ks.ts';
import { psi } from './psi.ts';
import { wasserstein } from './wasserstein.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

/** Every two-sample test by the name that the command line uses. */
export const twoSampleTests: ReadonlyMap<string, TwoSampleTest> = new Map(
  [ks, psi, kl, js, wasserstein, chiSquare].map((test) => [test.name, test as unknown as TwoSampleTest])
);
