import type { Detector, Parameter, Reading } from './detector.ts';
import { baselineParameters, checkBaseline, scaleOf, type BaselineOptions } from './baseline.ts';
import { addToLagged, lagCorrelation, restartLagged, type Lagged } from './lag-correlation.ts';
import {
  disproves,
  freshRecheck,
  knowledgeOfBaseline,
  learnAgain,
  recheckBytes,
  recheckForgets,
  recheckLearns,
  type Rechecked,
} from './recheck.ts';
import { deviationOf } from '../stats/moments.ts';
import type { Mode } from './mode.ts';
import { saturate } from '../stats/saturate.ts';
import { usualStateBytes } from './defaults.ts';

export interface StandardizeOptions extends BaselineOptions {
  /** Correlation of neighbours: ignored, compensated by a wider scale, or removed. */
  autocorrelation: 'ignore' | 'widen' | 'whiten';
  clip: number;
}

export interface StandardizeState<S extends object> extends Lagged, Rechecked {
  /** Correlation of neighbours that is taken into account. */
  rho: number;
  inner: S;
  drift: boolean;
}

/**
 * Wraps a metric detector so that it first learns mean and scale, and then sees standardised values.
 *
 *     z_t = (x_t - mu0) / sd0, cut at +-clip; 'whiten': z_t = (x_t - mu0 - rho (x_{t-1} - mu0)) / (sd0 sqrt(1 - rho^2)),
 *     'widen': z_t divided by sqrt((1 + rho) / (1 - rho))
 *
 * Symbols: mu0, sd0 mean and deviation (one degree of freedom off) of the burn-in, or given; rho the correlation of
 * neighbours in the burn-in, corrected for its bias, 0 if it may be chance.
 * Input: finite numbers in arrival order. Warm-up: `burnIn` values, again after each alarm, as the new level becomes
 * the normal one. For a constant burn-in the scale is a thousandth of its level. A burn-in that fell into an incident
 * is noticed, and learned again (`disproves`). State: 20 numbers and the inner detector's. Cost: O(1) and the inner
 * detector's.
 * Use for: every detector whose options are in the unit of the metric, so that the same options fit every metric.
 * Not for: metrics with a daily season, unless the season is removed first.
 *
 * @param inner    a detector for metrics
 * @param defaults options of the inner detector that suit standardised values
 * @param options.burnIn          values that mean, scale and correlation are learned from. @default 75
 * (docs/detectors.md)
 * @param options.mu0             mean in control, with `sd0`; then nothing is learned, and no correlation is removed
 * @param options.sd0             standard deviation in control
 * @param options.ddof            taken off the number of values in the deviation. @default 1 (unbiased variance)
 * @param options.autocorrelation 'ignore', 'widen' or 'whiten'. @default 'whiten' (docs/detectors.md)
 * @param options.recheck         'learn-again' where later values show that the burn-in was no time to learn from, or
 *                                'never'. @default 'learn-again' (docs/detectors.md)
 * @param options.clip            deviations at which a value is cut. @default 6 (docs/detectors.md)
 * @example
 * ```ts @import.meta.vitest
 * const { pageHinkley } = await import('./page-hinkley.ts');
 * const { resolveOptions } = await import('./options.ts');
 * const detector = standardize(pageHinkley, { minInstances: 1, delta: 0.5, threshold: 25, alpha: 1 });
 * expect(detector.name).toBe('z-page-hinkley');
 * const resolved = resolveOptions(detector, {});
 * const options = 'options' in resolved ? resolved.options : {};
 * const state = detector.init(options as never);
 * const stream = Array.from({ length: 200 }, (_, i) => (i < 100 ? 0.93 : 0.89) + 0.01 * Math.sin(i * i));
 * expect(stream.findIndex((x) => detector.update(state, x, options as never) === 'drift')).toBe(104);
 * ```
 * @see Lu, C.-W.; Reynolds, M. R. (1999). Control charts for monitoring the mean and variance of autocorrelated
 * processes. Journal of Quality Technology 31(3), 259-274.
 * Checked against: the inner detector on values standardised beforehand, test/detectors/standardize.test.ts.
 */
export function standardize<O extends object, S extends object>(
  inner: Detector<O, S>,
  defaults: Partial<O> = {}
): Detector<O & StandardizeOptions, StandardizeState<S>> {
  const derived = new WeakMap<object, O>();
  /** The same options, for values whose mean is 0 and whose deviation is 1. */
  const innerOptions = (options: O & StandardizeOptions): O => {
    let own = derived.get(options);
    if (!own) {
      own = { ...options, mu0: 0, sd0: 1 };
      derived.set(options, own);
    }
    return own;
  };
  const fresh = (options: O & StandardizeOptions, t?: number): StandardizeState<S> => ({
    n: 0,
    mean: 0,
    squares: 0,
    first: 0,
    previous: 0,
    products: 0,
    sd: 0,
    rho: 0,
    inner: inner.init(innerOptions(options)),
    drift: false,
    ...(options.mu0 === undefined || options.sd0 === undefined ? freshRecheck(options, t) : {}),
  });
  /** Looks at the burn-in again; true when the detector alarms once it is told what the values since then are. */
  const isRecheckAlarm = (state: StandardizeState<S>, x: number, options: O & StandardizeOptions): boolean => {
    const { recheck, mean } = state;
    const disproved = disproves(state, x, options.burnIn, (options as { mode?: Mode }).mode ?? 'both');
    if (!recheck || !disproved) return false;
    const { n, mean: level } = recheck;
    state.rho = correlationIn(recheck, options);
    learnAgain(state, disproved, scaleIn(recheck, options));
    state.inner = inner.init(innerOptions(options));
    if (disproved !== 'scale') return false;
    // Detectors that keep a mean of their own would take the new level for it.
    for (let i = 0; i < options.burnIn; i++) inner.update(state.inner, 0, innerOptions(options));
    const z = clipped(saturate(level - mean) / state.sd, options);
    for (let i = 0; i < n; i++) if (inner.update(state.inner, z, innerOptions(options)) === 'drift') return true;
    return false;
  };
  return {
    name: `z-${inner.name}`,
    summary: `${inner.summary}, after standardising`,
    input: 'metric',
    findsChange: true,
    ...(inner.actsOnAlarm ? { actsOnAlarm: true } : {}),
    parameters: { ...withDefaults(inner.parameters, defaults), ...standardizeParameters } as never,
    check(options, direction) {
      const own = inner.check?.(innerOptions(options), direction) ?? [];
      return [...own, ...checkBaseline(options)];
    },
    stateBytes: (options) =>
      usualStateBytes + recheckBytes(options) + (inner.stateBytes?.(innerOptions(options)) ?? usualStateBytes),
    init: (options) => fresh(options),
    update(state, x, options) {
      if (state.drift) {
        restartLagged(state);
        recheckForgets(state);
        state.sd = 0;
        state.rho = 0;
        state.inner = inner.init(innerOptions(options));
        state.drift = false;
      }
      if (state.sd === 0) {
        learn(state, x, options);
        return 'warming-up';
      }
      const verdict = inner.update(state.inner, standardized(state, x, options), innerOptions(options));
      state.drift = verdict === 'drift' || (state.recheck !== undefined && isRecheckAlarm(state, x, options));
      return state.drift ? 'drift' : verdict;
    },
    carryOn(state) {
      state.drift = false;
      inner.carryOn?.(state.inner);
    },
    restart: (state, options) => fresh(options, state.recheck?.t),
    knows: (state) => knowledgeOfBaseline(state, state.rho > 0 ? Number(state.rho.toFixed(2)) : null),
    read(state, options): Reading {
      if (state.sd === 0) return { statistic: null, limit: null, fires: 'above', n: state.n };
      return inner.read(state.inner, innerOptions(options));
    },
  };
}

export const standardizeParameters = {
  ...baselineParameters,
  burnIn: { ...baselineParameters.burnIn, default: 75, source: 'measured, docs/detectors.md' },
  ddof: { ...baselineParameters.ddof, default: 1, source: 'unbiased variance' },
  autocorrelation: {
    type: 'choice',
    values: ['ignore', 'widen', 'whiten'],
    default: 'whiten',
    doc: "correlation of neighbours in the burn-in: 'widen' the scale by it, or 'whiten' the values",
    source: 'measured, docs/detectors.md',
  },
  clip: {
    type: 'number',
    default: 6,
    min: 1,
    doc: 'standard deviations at which a single value is cut, so that one outlier alone fires nothing',
    source: 'measured, docs/detectors.md',
  },
} as const satisfies Record<string, Parameter>;

// --- internal ---

function withDefaults(
  parameters: Readonly<Record<string, Parameter>>,
  defaults: Readonly<Record<string, unknown>>
): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [
      key,
      key in defaults
        ? ({
            ...parameter,
            default: defaults[key],
            source: 'measured on standardised values, docs/detectors.md',
          } as Parameter)
        : parameter,
    ])
  );
}

function learn(state: StandardizeState<object>, x: number, options: StandardizeOptions): void {
  if (options.mu0 !== undefined && options.sd0 !== undefined) {
    state.mean = options.mu0;
    state.sd = Math.max(options.sd0, Number.MIN_VALUE);
    state.previous = x;
    state.n = 1;
    return;
  }
  addToLagged(state, x);
  recheckLearns(state, x);
  if (state.n < options.burnIn) return;
  state.sd = scaleIn(state, options);
  state.rho = correlationIn(state, options);
}

function scaleIn(moments: Lagged, { ddof }: StandardizeOptions): number {
  return scaleOf(moments.mean, deviationOf(moments, ddof === 1 ? 1 : 0));
}

function correlationIn(moments: Lagged, { autocorrelation }: StandardizeOptions): number {
  return autocorrelation === 'ignore' ? 0 : lagCorrelation(moments);
}

function standardized(state: StandardizeState<object>, x: number, options: StandardizeOptions): number {
  const { rho, sd, mean, previous } = state;
  const own = saturate(x - mean);
  let z = own / sd;
  if (rho > 0)
    if (options.autocorrelation === 'whiten')
      z = (own - rho * saturate(previous - mean)) / (sd * Math.sqrt(1 - rho * rho));
    else z /= Math.sqrt((1 + rho) / (1 - rho));

  state.previous = x;
  return clipped(z, options);
}

function clipped(z: number, { clip }: StandardizeOptions): number {
  return z > clip ? clip : z < -clip ? -clip : z;
}
