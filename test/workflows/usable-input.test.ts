import { describe, expect, it } from 'vitest';
import { configOf, retrainSpecOf } from '../support/policies.ts';
import { expectRequest } from '../../workflows/usable-input.ts';
import type { RetrainRequest } from '../../src/core/state/retrain.ts';

const request: RetrainRequest = {
  model: configOf().model,
  monitorId: 'monitor/shop:ranker',
  retrainId: 'monitor/shop:ranker/retrain/1',
  generation: 1,
  kind: 'full',
  reasons: [],
  evidence: [],
  policyRevision: 1,
  dataUntil: null,
  streams: [],
  spec: retrainSpecOf(),
};

describe('a retrain is started with', () => {
  it('what its monitor has made', () => {
    expect(() => expectRequest(request)).not.toThrow();
  });

  it.each([
    ['nobody to report to', { monitorId: '' }],
    ['a monitor whose id no server takes', { monitorId: 'x'.repeat(1_001) }],
    ['one whose id has too many bytes', { monitorId: '模'.repeat(334) }],
    ['a model that is none', { model: 7 }],
  ])('and refuses %s, where its task would fail for ever', (_, changes) => {
    expect(() => expectRequest({ ...request, ...changes } as RetrainRequest)).toThrow(/^expected/);
  });
});
