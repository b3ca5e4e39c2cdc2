import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  holdsOf,
  hourMs,
  liveSpecOf,
  configOf,
  noon,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../support/policies.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { explain } from '../../src/core/view/explain.ts';
import { hostility, pick, spoiled } from '../support/hostile.ts';
import { jsonBytes } from '../../src/terms/json-bytes.ts';
import { nextDeadline } from '../../src/core/view/deadline.ts';
import { soundBatch, soundOutcome } from '../support/messages.ts';
import { step } from '../../src/core/step.ts';
import { viewOf } from '../../src/core/view/view.ts';
import type { MonitorEvent } from '../../src/core/state/events.ts';
import type { MonitorState } from '../../src/core/state/state.ts';

const messages = 30_000;
const maxState = 300 * 1_024;

const policy = policyOf([accuracyBelow(0.7, { maxSegments: 40, lateness: { allowedMs: hourMs, buffer: 50 } })], {
  holds: holdsOf({ breakerAfter: 1_000_000 }),
});
const config = configOf({
  retrain: retrainSpecOf({
    promotion: 'shadow',
    shadow: liveSpecOf({ samples: 12 }),
    probation: liveSpecOf({ samples: 12 }),
  }),
});

/** Every door of a monitor, with something sound that comes through it. */
const doors: readonly ((state: MonitorState, i: number, now: number) => MonitorEvent)[] = [
  (_, i, now) => ({ type: 'batch', batch: soundBatch(`s${i % 300}`, i, now) }),
  ({ generation }) => ({ type: 'retrain-finished', outcome: soundOutcome(generation) }),
  ({ generation }) => ({
    type: 'recalled',
    champion: '1.0.0',
    generation,
    challenger: { generation, version: '1.0.1', against: '1.0.0' },
  }),
  ({ generation }) => ({
    type: 'promoted',
    generation,
    version: `1.0.${generation}`,
    previous: '1.0.0',
    release: soundOutcome(generation).release!,
  }),
  ({ generation }) => ({
    type: 'rolled-back',
    version: '1.0.0',
    previous: `1.0.${generation}`,
    release: soundOutcome(generation).release!,
  }),
  (_, __, now) => ({
    type: 'kill-switch-read',
    reading: { scope: { tenant: 'acme' }, since: now, actor: 'ada', comment: 'bad labels' },
  }),
  () => ({ type: 'command-failed', command: 'roll-back', message: 'no', serves: '1.0.0' }),
];

/** The envelope is the shell's own; what it carries is not. */
function forged(rng: ReturnType<typeof hostility>, event: MonitorEvent): MonitorEvent {
  const { type, ...carried } = event as MonitorEvent & Record<string, unknown>;
  const kept = { type, generation: carried['generation'], command: carried['command'], message: carried['message'] };
  const spoilt = spoiled(rng, carried);
  const parts = typeof spoilt === 'object' && spoilt !== null && !Array.isArray(spoilt) ? spoilt : {};
  return { ...parts, ...kept } as MonitorEvent;
}

describe(`${messages} forged or broken messages, at every door`, () => {
  it('throw nothing, change nothing that came in, and leave a state that is JSON and small', () => {
    const rng = hostility(11);
    let state = deepFreeze(stateOf(policy, { config }));
    let now = noon;
    let largest = 0;
    for (let i = 1; i <= messages; i++) {
      now += 1_000;
      const sound = pick(rng, doors)(state, i, now);
      // Sound ones in between, so that there is always something under way.
      const event = rng.uniform() < 0.2 ? sound : forged(rng, sound);
      const done = step(state, event, now);
      ({ state } = done);
      if (i % 7 === 0)
        state = step(
          state,
          { type: 'command', command: { name: 'retrain', severity: 'soft', actor: 'a', comment: '' } },
          now
        ).state;
      if (i % 50 === 0) state = step(state, { type: 'kill-switch-read', reading: null }, now).state;
      if (i % 100 !== 0) continue;
      largest = Math.max(largest, jsonBytes(state) ?? Number.POSITIVE_INFINITY);
      expect(jsonBytes(done.effects) ?? Number.POSITIVE_INFINITY).toBeLessThan(maxState);
      expect(JSON.stringify(JSON.parse(JSON.stringify(state)))).toBe(JSON.stringify(state));
      expect(explain(state, now).summary).not.toBe('');
      expect(viewOf(state, now).counts).toEqual(state.counts);
      nextDeadline(state, now);
      deepFreeze(state);
    }
    expect(largest).toBeLessThan(maxState);
    expect(state.counts.refusedBatches).toBeGreaterThan(messages / 20);
    expect(state.counts.observations).toBeGreaterThan(messages / 20);
    expect(state.generation).toBeGreaterThan(3);
  });
});
