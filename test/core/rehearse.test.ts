import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, noon, policyOf, retrainSpecOf } from '../support/policies.ts';
import { currentDetails } from '../../workflows/details.ts';
import { hostility, spoiled } from '../support/hostile.ts';
import { nextDeadline } from '../../src/core/view/deadline.ts';
import { rehearse } from '../../src/core/rehearse.ts';
import type { MonitorInput } from '../../src/core/wire/messages.ts';

const sound: MonitorInput = {
  config: configOf(),
  policy: policyOf([accuracyBelow(0.7)]),
  searchAttributes: true,
  rollAfterEvents: 100,
};
const withTrainer = (changes: object): MonitorInput => {
  const spec = retrainSpecOf();
  return {
    ...sound,
    config: configOf({ retrain: { ...spec, trainer: { ...spec.trainer, ...changes } } }),
  };
};

describe('a monitor is started with', () => {
  it('what its client has made', () => {
    expect(rehearse(sound, noon).config.model).toBe(sound.config.model);
  });

  it.each<[string, unknown]>([
    ['a limit of events that hides how it becomes a number', { ...sound, rollAfterEvents: { toString: 1 } }],
    ['a limit of events that is a text', { ...sound, rollAfterEvents: '7' }],
    ['a switch that hides how it becomes a text', { ...sound, searchAttributes: { valueOf: null, toString: 1 } }],
    ['a name that no server keeps', { ...sound, config: configOf({ model: 'x'.repeat(100_000) }) }],
    ['a name whose retrains no server keeps', { ...sound, config: configOf({ model: `ä:${'ä'.repeat(490)}` }) }],
    ['a task queue of too many bytes', withTrainer({ taskQueue: '模'.repeat(334) })],
    ['fewer than no retries', withTrainer({ retries: -5 })],
    ['more retries than a server counts', withTrainer({ retries: 2 ** 40 })],
    ['a time without end', withTrainer({ heartbeatTimeoutMs: 9e15 })],
    ['an empty task queue', withTrainer({ taskQueue: '' })],
    ['a task queue of the server', withTrainer({ taskQueue: '/_sys/mine' })],
  ])('and refuses %s', (_, input) => {
    expect(() => rehearse(input as MonitorInput, noon)).toThrow(/^expected/);
  });

  it('and whatever it is started with, the first moments pass or it is refused', () => {
    const rng = hostility(41);
    let refused = 0;
    for (let i = 0; i < 800; i++) {
      const input = spoiled(rng, sound) as MonitorInput;
      let state;
      try {
        state = rehearse(input, noon);
      } catch {
        refused += 1;
        continue;
      }
      currentDetails(state, noon + 1);
      nextDeadline(state, noon + 1);
      expect(100 > (input.rollAfterEvents ?? Number.POSITIVE_INFINITY)).toBeTypeOf('boolean');
    }
    expect(refused).toBeGreaterThan(80);
    expect(refused).toBeLessThan(780);
  });
});
