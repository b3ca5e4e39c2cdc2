import type { Detector } from './detector.ts';

/** Fires when the statistic was beyond its limit in at least `atLeast` of the newest `of` observations. */
export interface Patience {
  of: number;
  atLeast: number;
}

/** Most observations that patience looks back on; each takes one character of the state. */
export const maxPatience = 100;

export interface PatientState {
  /** One character an observation, newest last: `x` beyond the limit, `.` within. */
  crossings: string;
  inner: object;
}

/**
 * Makes a detector wait: m of n, counted on the statistic and not on its verdicts.
 *
 *     c_t = 1 when the statistic is beyond its limit after x_t, else 0
 *     drift when c_{t-of+1} + ... + c_t >= atLeast; warning while c_t = 1 and that is not enough
 *
 * Symbols: of, atLeast in observations. A detector that restarts after its alarm waits until patience runs
 * out, or it could never be beyond its limit twice.
 * Input: the detector's. Warm-up: the detector's; a restart forgets the crossings. State: the detector's and `of`
 * characters. Cost: the detector's and O(of).
 * Use for: fewer false alarms at little delay on statistics that smooth (`ewma`, `cusum`): measured on the EWMA chart,
 * 3 of 5 makes false alarms four times rarer and a 2-sigma shift is found 2 to 3 samples later.
 * Not for: single values against a limit (`limit`, `shewhart`), where it is nearly blind to small shifts.
 *
 * @example
 * ```ts @import.meta.vitest
 * const { limit } = await import('./limit.ts');
 * const detector = withPatience(limit as unknown as Detector, { of: 5, atLeast: 3 });
 * const options = { below: 0.9 };
 * const state = detector.init(options);
 * const verdicts = [0.8, 0.95, 0.8, 0.95, 0.8].map((x) => detector.update(state, x, options));
 * expect(verdicts).toEqual(['warning', 'stable', 'warning', 'stable', 'drift']);
 * ```
 * @see Western Electric (1956). Statistical quality control handbook (runs rules).
 * Checked against: counting crossings of a plain array, test/detectors/with-patience.test.ts.
 */
export function withPatience(
  inner: Detector,
  { of, atLeast }: Patience
): Detector<Record<string, unknown>, PatientState> {
  const { describe } = inner;
  return {
    name: inner.name,
    summary: `${inner.summary}, ${atLeast} of ${of}`,
    input: inner.input,
    ...(inner.findsChange ? { findsChange: true } : {}),
    ...(inner.judgesRows ? { judgesRows: true } : {}),
    parameters: inner.parameters,
    init: (options) => ({ crossings: '', inner: inner.init(options) }),
    update(state, x, options, sampled) {
      // A confirmed change is over: the next values are judged against the new normal.
      if (inner.findsChange && count(state.crossings) >= atLeast) state.crossings = '';
      const verdict = inner.update(state.inner, x, options, sampled);
      if (verdict === 'warming-up') {
        state.crossings = '';
        return verdict;
      }
      const isBeyond = verdict === 'drift';
      state.crossings = (state.crossings + (isBeyond ? 'x' : '.')).slice(-of);
      if (count(state.crossings) >= atLeast) return 'drift';
      if (!isBeyond) return verdict;
      inner.carryOn?.(state.inner);
      return 'warning';
    },
    restart: (state, options) => ({
      crossings: '',
      inner: inner.restart?.(state.inner, options) ?? inner.init(options),
    }),
    ...(inner.knows ? { knows: (state: PatientState) => inner.knows!(state.inner) } : {}),
    read(state, options) {
      const reading = inner.read(state.inner, options);
      // Before the detector judges at all, patience has not begun.
      if (state.crossings === '') return reading;
      const restsOn = Math.max(reading.restsOn ?? reading.n, state.crossings.length);
      return { ...reading, restsOn, patience: { beyond: count(state.crossings), atLeast, of } };
    },
    ...(describe ? { describe: (...args) => `${describe(...args)}, ${atLeast} of the last ${of}` } : {}),
  };
}

// --- internal ---

function count(crossings: string): number {
  let beyond = 0;
  for (let i = 0; i < crossings.length; i++) if (crossings.charCodeAt(i) === 120) beyond += 1;
  return beyond;
}
