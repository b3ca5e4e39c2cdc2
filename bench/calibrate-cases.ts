import { processOf } from '../test/calibrate/processes.ts';
import type { MonitorFile } from '../src/config/schema/monitor-schema.ts';
import type { Rng } from '../src/stats/rng.ts';
import type { Source } from '../src/calibrate/noise/resampler.ts';

/** What streams are drawn from, by a name for people. */
export const processes: Record<string, Source> = {
  independent: processOf(0),
  'AR(1) 0.6': processOf(0.6),
  'Student t, 4': drawing('accuracy', (rng) => 0.93 + (0.01 * student(rng, 4)) / Math.SQRT2),
  lognormal: drawing('latency', (rng) => 0.1 * Math.exp(0.5 * rng.normal())),
  'season of a day': processOf(0, 1),
  'error bits': { ...processOf(0), metric: 'errorRate', draw: (rng, count) => bits(rng, count, 0) },
  'error bits that last': { ...processOf(0), metric: 'errorRate', draw: (rng, count) => bits(rng, count, 0.5) },
};

type Detectors = NonNullable<NonNullable<MonitorFile['metrics']>[string]['detectors']>;

/** A dial, with options for a metric that is bad when it falls and for one that is bad when it rises. */
export interface DialCase {
  type: string;
  isOfBits: boolean;
  falling: Detectors;
  rising: Detectors;
}

/** Every dial of src/calibrate/dials.ts. */
export const dialCases: DialCase[] = [
  ...['z-page-hinkley', 'z-cusum', 'z-ewma', 'z-adwin', 'cusum', 'ewma', 'shewhart', 'adwin'].map((type) =>
    plain(type)
  ),
  plain('page-hinkley', { delta: 0.005 }, { delta: 0.02 }),
  plain('window-decay'),
  plain('limit', { below: 0.9 }, { above: 0.3 }),
  plain('ewma-limit', { alpha: 0.2, below: 0.9 }, { alpha: 0.2, above: 0.3 }),
  plain('patience', { patience: 3, below: 0.92 }, { patience: 3, above: 0.2 }),
  ...['ddm', 'hddm-a', 'hddm-w', 'fhddm', 'bernoulli-cusum'].map((type) => ({ ...plain(type), isOfBits: true })),
  plain('kswin'),
  plain('z-kswin'),
];

/** The processes that a dial is measured on. */
export function processesFor({ isOfBits }: DialCase): string[] {
  return Object.keys(processes).filter((name) => name.startsWith('error bits') === isOfBits);
}

// --- internal ---

function plain(type: string, falling: object = {}, rising: object = falling): DialCase {
  const of = (options: object): Detectors => [{ type, ...options }];
  return { type, isOfBits: false, falling: of(falling), rising: of(rising) };
}

function drawing(metric: string, draw: (rng: Rng) => number): Source {
  return { ...processOf(0), metric, draw: (rng, count) => Float64Array.from({ length: count }, () => draw(rng)) };
}

function student(rng: Rng, nu: number): number {
  let squares = 0;
  for (let k = 0; k < nu; k++) squares += rng.normal() ** 2;
  return rng.normal() / Math.sqrt(squares / nu);
}

/** One in ten is wrong; each is as the one before with that chance. */
function bits(rng: Rng, count: number, stays: number): Float64Array {
  let bit = 0;
  return Float64Array.from({ length: count }, () => {
    if (rng.uniform() >= stays) bit = Number(rng.uniform() < 0.1);
    return bit;
  });
}
