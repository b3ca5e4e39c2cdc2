import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLife, anyPolicy, anySeries, type Happening } from '../support/scenarios.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { configOf, dayMs, liveSpecOf, noon, retrainSpecOf, stateOf } from '../support/policies.ts';
import { explain } from '../../src/core/view/explain.ts';
import { initialState } from '../../src/core/initial-state.ts';
import { nextDeadline } from '../../src/core/view/deadline.ts';
import { step } from '../../src/core/step.ts';
import { viewOf } from '../../src/core/view/view.ts';
import type { Effect } from '../../src/core/state/events.ts';
import type { MonitorState } from '../../src/core/state/state.ts';
import type { Policy } from '../../src/core/state/policy.ts';

const runs = { numRuns: 300 };

/** Challengers go through a shadow, champions through a probation. */
const onTrial = configOf({
  retrain: retrainSpecOf({
    promotion: 'shadow',
    shadow: liveSpecOf({ samples: 12 }),
    probation: liveSpecOf({ samples: 12 }),
  }),
});

interface Moment {
  state: MonitorState;
  effects: Effect[];
  now: number;
  /** Whether the event was a person asking for a retrain. */
  manual: boolean;
}

/** Runs a life and hands over every state on the way; `between` may exchange the state from one step to the next. */
function live(policy: Policy, life: Happening[], between = (state: MonitorState) => state): Moment[] {
  let state = stateOf(policy, { config: life.length % 2 === 0 ? onTrial : configOf() });
  let now = noon;
  const moments: Moment[] = [];
  life.forEach(({ afterMs, event }, index) => {
    now += afterMs;
    const happens = event(state.generation, index + 1, now);
    const result = step(between(state), happens, now);
    state = result.state;
    const manual = state.ledger.at(-1)?.reasonCodes.includes('manual') ?? false;
    moments.push({ ...result, now, manual });
  });
  return moments;
}

function isNoNewPolicy({ event }: Happening): boolean {
  const happens = event(0, 1, 0);
  return !(happens.type === 'command' && happens.command.name === 'policy');
}

describe('step', () => {
  it('never throws and never touches the state that came in, whatever happens', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        expect(() => live(policy, life, deepFreeze)).not.toThrow();
      }),
      runs
    );
  });

  it('a state that was written to JSON and read back between any two steps makes no difference', () => {
    const throughJson = (state: MonitorState): MonitorState => JSON.parse(JSON.stringify(state));
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        const plain = live(policy, life);
        const written = live(policy, life, throughJson);
        plain.forEach((moment, i) => {
          expect(JSON.stringify(written[i]?.state)).toBe(JSON.stringify(moment.state));
          expect(JSON.stringify(written[i]?.effects)).toBe(JSON.stringify(moment.effects));
          expect(throughJson(moment.state)).toEqual(moment.state);
        });
      }),
      runs
    );
  });

  it('every launch is one generation after the last, one at a time, and further apart than the cool-down', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        const withoutChanges = life.filter(isNoNewPolicy).filter(({ event }) => event(0, 1, 0).type !== 'recalled');
        let generation = 0;
        let last: number | null = null;
        let before: MonitorState = stateOf(policy);
        for (const { state, effects, now, manual } of live(policy, withoutChanges)) {
          const launches = effects.filter((effect) => effect.type === 'start-retrain');
          expect(launches.length).toBeLessThanOrEqual(1);
          for (const { request } of launches) {
            generation += 1;
            expect(request.generation).toBe(generation);
            expect(request.retrainId).toBe(`monitor/shop:ranker/retrain/${generation}`);
            expect(request.reasons.length).toBeGreaterThan(0);
            expect(state.inFlight?.generation).toBe(generation);
            if (last !== null && !manual) expect(now - last).toBeGreaterThanOrEqual(policy.holds.cooldownMs);
            last = now;
          }
          expect(state.generation).toBe(generation);
          if (before.inFlight && state.inFlight && launches.length === 0)
            expect(state.inFlight.generation).toBe(before.inFlight.generation);
          before = state;
        }
      }),
      runs
    );
  });

  it('a wake-up at a deadline always moves the next deadline ahead', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        for (const { state, now } of live(policy, life)) {
          let current = state;
          let at = now;
          for (let i = 0; i < 4; i++) {
            const next = nextDeadline(current, at);
            if (!next) break;
            at = Math.max(at, next.at);
            current = step(current, { type: 'tick' }, at).state;
            const after = nextDeadline(current, at);
            if (after) expect(after.at).toBeGreaterThan(at);
          }
        }
      }),
      { numRuns: 150 }
    );
  });

  it('between two deadlines time alone changes nothing', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, fc.double({ min: 0, max: 1, noNaN: true }), (policy, life, share) => {
        // A quiet span that begins is entered for what waits already, whenever somebody looks.
        const always = { ...policy, holds: { ...policy.holds, quietHours: [], freezes: [] } };
        for (const { state, now } of live(always, life.filter(isNoNewPolicy)).slice(-3)) {
          const until = nextDeadline(state, now)?.at ?? now + dayMs;
          const at = Math.floor(now + share * (until - now - 1));
          if (at < now) continue;
          const { state: after, effects } = step(state, { type: 'tick' }, at);
          expect(effects).toEqual([]);
          const evaluations = state.counts.evaluations + 1;
          expect(after).toEqual({ ...state, counts: { ...state.counts, evaluations, none: state.counts.none + 1 } });
        }
      }),
      runs
    );
  });

  it('a batch that is sent again, anywhere, changes nothing but the count of repetitions', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        const moments = live(policy, life);
        life.forEach(({ event }, index) => {
          const { state, now } = moments[index]!;
          const happens = event(0, index + 1, now);
          if (happens.type !== 'batch' || state.sources['@a']?.seq !== index + 1) return;
          const again = step(state, happens, now);
          expect(again.effects).toEqual([]);
          expect({ ...again.state, counts: null }).toEqual({ ...state, counts: null });
          expect(again.state.counts.duplicates).toBe(state.counts.duplicates + 1);
          expect(again.state.counts.observations).toBe(state.counts.observations);
        });
      }),
      runs
    );
  });

  it('many small batches at one time leave the series as one large batch does', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(anySeries, { maxLength: 4 }), (policy, series) => {
        const send = (batches: (typeof series)[]): MonitorState =>
          batches.reduce(
            (state, part, i) =>
              step(state, { type: 'batch', batch: { source: 'a', seq: i + 1, series: part } }, noon).state,
            stateOf(policy)
          );
        const single = series.flatMap((one) => one.v.map((x, i) => [{ ...one, t0: one.t0 + i * one.dt, v: [x] }]));
        const small = send(single);
        const large = send([series]);
        expect(small.series).toEqual(large.series);
        expect(small.rules).toEqual(large.rules);
        expect(small.champion).toEqual(large.champion);
        const { batches: _, evaluations: __, none: ___, ...counts } = large.counts;
        expect(small.counts).toMatchObject(counts);
      }),
      runs
    );
  });

  it('what it says to people can always be said, and stays bounded', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        for (const { state, now } of live(policy, life)) {
          expect(explain(state, now).summary).not.toBe('');
          expect(viewOf(state, now).counts).toEqual(state.counts);
          expect(state.ledger.length).toBeLessThanOrEqual(state.policy.ledgerSize);
          expect(state.refused.length).toBeLessThanOrEqual(20);
          expect(JSON.stringify(state).length).toBeLessThan(40_000);
        }
      }),
      runs
    );
  });

  it('every retrain that was wanted is launched, waits, or has expired with an entry', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        let before = stateOf({ ...policy, ledgerSize: 1_000 });
        live({ ...policy, ledgerSize: 1_000 }, life).forEach(({ state }) => {
          const gone = before.triggers.filter(({ key }) => !state.triggers.some((one) => one.key === key));
          const fresh = state.ledger
            .slice(-6)
            .filter(({ decision }) => decision === 'launched' || decision === 'expired');
          if (gone.length > 0) expect(fresh.length).toBeGreaterThan(0);
          before = state;
        });
      }),
      runs
    );
  });

  it('before the registry has answered nothing is launched', () => {
    fc.assert(
      fc.property(anyPolicy, anyLife, (policy, life) => {
        let state = initialState({ config: configOf(), policy, now: noon });
        life.forEach(({ event, afterMs }, i) => {
          const happens = event(0, i + 1, noon);
          if (happens.type === 'recalled') return;
          const result = step(state, happens, noon + i * Math.abs(afterMs));
          expect(result.effects.some(({ type }) => type === 'start-retrain')).toBe(false);
          state = result.state;
        });
      }),
      { numRuns: 100 }
    );
  });
});
