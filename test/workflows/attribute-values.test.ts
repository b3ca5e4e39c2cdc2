import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, noon, policyOf, stateOf } from '../support/policies.ts';
import { inEdition, upcast } from '../../src/core/upcast.ts';
import { TestMonitor } from '../support/monitor.ts';
import { attributeValues } from '../../workflows/attribute-values.ts';
import type { MonitorState } from '../../src/core/state/state.ts';

const state = stateOf(policyOf([accuracyBelow(0.7)]), { champion: '1.0.0' });

/** A monitor whose ledger has no room left for why its last retrain was launched. */
function longAgo(changes: Partial<MonitorState> = {}): MonitorState {
  const monitor = new TestMonitor({ ...state, policy: { ...state.policy, ledgerSize: 10 }, ...changes });
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.promoted('1.0.1');
  for (let i = 0; i < 10; i++) monitor.command({ name: i % 2 === 0 ? 'pause' : 'resume' });
  expect(monitor.decisions()).not.toContain('launched');
  return monitor.state;
}

describe('what a monitor is found by', () => {
  it('is why it last retrained, also once its ledger has forgotten that', () => {
    expect(attributeValues(longAgo(), noon)).toMatchObject({ lastReason: 'manual' });
  });

  it('is what the ledger still knows of it, in runs that began before that was kept, and the next run keeps it', () => {
    expect(attributeValues(longAgo({ edition: 0 }), noon)).toMatchObject({ lastReason: null });
    const monitor = new TestMonitor({ ...state, edition: 0 });
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(attributeValues(monitor.state, noon)).toMatchObject({ lastReason: 'manual' });
    const next = inEdition(upcast(monitor.state), 1);
    expect(attributeValues({ ...next, ledger: [] }, noon)).toMatchObject({ lastReason: 'manual' });
  });

  it('is its model, how it is, and what serves', () => {
    const model = state.config.model;
    const rest = { severity: 'none', champion: '1.0.0', lastReason: null, tenant: null };
    expect(attributeValues(state, noon)).toMatchObject({ model, state: expect.any(String), ...rest });
  });

  it.each([
    ['nobody has named a tenant', { config: { ...configOf(), tenant: undefined } }],
    ['a champion is no name', { champion: { toString: 1 } }],
    ['a retrain has no kind', { inFlight: { kind: undefined } }],
    ['names are longer than a server takes', { champion: 'x'.repeat(10_000) }],
  ])('is a text that a server takes, or nothing, also where %s', (_, changes) => {
    const values = attributeValues({ ...state, ...changes } as unknown as MonitorState, noon);
    for (const value of Object.values(values))
      expect(value === null || (typeof value === 'string' && value.length <= 500)).toBe(true);
  });
});
