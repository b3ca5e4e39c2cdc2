import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, noon, policyOf, stateOf } from '../support/policies.ts';
import { attributeValues } from '../../workflows/attribute-values.ts';
import type { MonitorState } from '../../src/core/state/state.ts';

const state = stateOf(policyOf([accuracyBelow(0.7)]), { champion: '1.0.0' });

describe('what a monitor is found by', () => {
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
