import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { RetrainRequest } from '../../../src/core/state/retrain.ts';

function requestOf(changes: Partial<MonitorState>): RetrainRequest | undefined {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), changes));
  monitor.observe('accuracy', [0.5]);
  return monitor.effects.flatMap((effect) => (effect.type === 'start-retrain' ? [effect.request] : []))[0];
}

describe('a retrain is told the highest version that the monitor knows', () => {
  it.each<[string, Partial<MonitorState>, string]>([
    ['the champion', {}, '1.0.0'],
    ['one that served', { retired: ['1.0.9', '1.0.10'] }, '1.0.10'],
    ['one that was rejected', { dropped: ['2.0.0'], retired: ['1.9.0'] }, '2.0.0'],
    ['one that was rolled back', { rolledBack: ['1.4.0'] }, '1.4.0'],
    ['the one that was found serving', { foundServing: '3.0.0' }, '3.0.0'],
    ['no name that is none', { dropped: ['latest'] }, '1.0.0'],
  ])('%s', (_, changes, above) => {
    expect(requestOf(changes)).toMatchObject({ above });
  });

  it('nothing where none is known, and nothing in a run of an edition before', () => {
    expect(requestOf({ champion: null })).not.toHaveProperty('above');
    expect(requestOf({ edition: 2 })).toBeDefined();
    expect(requestOf({ edition: 2 })).not.toHaveProperty('above');
  });
});
