import { expect, test } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { selectData } from '../../workflows/select-data.ts';
import type { DataSelection } from '../../src/trainers/jobs.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { RetrainPlan } from '../../activities/contract.ts';
import type { RetrainRequest } from '../../src/core/state/retrain.ts';

type Data = NonNullable<NonNullable<MonitorFile['retrain']>['data']>;

const champion = {
  version: '1.0.0',
  artifact: { uri: 'file:///m', sha256: 'a'.repeat(64), bytes: 1 },
  hyperparameters: {},
  trainedUntil: 5_000,
};

function select(
  data: Data,
  {
    kind = 'soft',
    driftFrom,
    plan = champion,
  }: { kind?: 'soft' | 'full'; driftFrom?: number; plan?: RetrainPlan['champion'] } = {}
): DataSelection {
  const spec = parseMonitor({ model: 'shop:ranker', retrain: { data: { softSamples: null, ...data } } }).config.retrain;
  const request = { spec, dataUntil: 9_000, ...(driftFrom === undefined ? {} : { driftFrom }) } as RetrainRequest;
  return selectData(request, { champion: plan, tuner: 'grid' }, kind);
}

const whole = { to: 9_000, holdoutSamples: 1_000 };

test('a window that nobody names is bounded by what the decision saw, and by nothing else', () => {
  expect(select({}, { driftFrom: 7_000 })).toEqual(whole);
});

test('the last n rows and the last so much time bound together', () => {
  expect(select({ softSamples: 500, softWindow: '30d' })).toEqual({
    ...whole,
    lastSamples: 500,
    lastMs: 2_592_000_000,
  });
});

test('the data since the last retrain are those that the champion was not trained on', () => {
  expect(select({ softWindow: 'since-last-retrain' })).toEqual({ ...whole, from: 5_000 });
});

test('the data since the drift began include the first row of it', () => {
  expect(select({ softWindow: 'since-drift' }, { driftFrom: 7_000 })).toEqual({ ...whole, from: 6_999 });
});

test('what has never happened bounds nothing', () => {
  expect(select({ softWindow: 'since-drift' })).toEqual(whole);
  expect(select({ softWindow: 'since-last-retrain' }, { plan: null })).toEqual(whole);
});

test('soft and full retrains have windows of their own', () => {
  const data: Data = { softSamples: 10, softWindow: '1d', fullSamples: 20, fullWindow: 'since-drift' };
  expect(select(data, { kind: 'full', driftFrom: 7_000 })).toEqual({ ...whole, lastSamples: 20, from: 6_999 });
});
