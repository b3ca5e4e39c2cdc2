import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  detectorFor,
  hourMs,
  holdsOf,
  metricOf,
  minuteMs,
  noon,
  policyOf,
  retrainSpecOf,
  stateOf,
  configOf,
} from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';
import { windowsOf } from '../../src/core/view/view.ts';
import { ConfigurationError, TrainingError } from '../../src/terms/errors.ts';
import { withFailures } from '../../activities/failures.ts';

const patience = (below: number, n: number) =>
  metricOf('accuracy', { detectors: [detectorFor('patience', { below, patience: n })] });

describe('performance metrics', { tags: ['m32.1'] }, () => {
  it('accuracy, precision and recall of one version at one time come in one batch', () => {
    const metrics = ['accuracy', 'precision', 'recall'].map((name) => accuracyBelow(0.5, { name }));
    const monitor = new TestMonitor(stateOf(policyOf(metrics)));
    const at = { version: '1.0.0', t0: noon, dt: 0 };
    monitor.send([
      { metric: 'accuracy', ...at, v: [0.95] },
      { metric: 'precision', ...at, v: [0.9] },
      { metric: 'recall', ...at, v: [0.8] },
    ]);
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [0.95], precision: [0.9], recall: [0.8] });
    expect(Object.values(monitor.state.series).every(({ lastAt }) => lastAt === noon)).toBe(true);
  });
});

describe('scheduled retraining', { tags: ['m32.2'] }, () => {
  const schedules = [{ id: 'cadence', everyMs: 6 * hourMs, severity: 'soft' as const }];

  it('fires every cadence with no metric at all', () => {
    const monitor = new TestMonitor(stateOf(policyOf([], { schedules })));
    for (let i = 1; i <= 4; i++) {
      monitor.pass(6 * hourMs);
      expect(monitor.launches()).toHaveLength(i);
      expect(monitor.launches()[i - 1]?.reasons[0]).toMatchObject({ type: 'scheduled', at: noon + i * 6 * hourMs });
      monitor.promoted(`1.0.${i}`);
    }
  });

  it('is counted from its own slots though the run before ended late', () => {
    const monitor = new TestMonitor(stateOf(policyOf([], { schedules })));
    monitor.pass(6 * hourMs);
    monitor.pass(5 * hourMs + 59 * minuteMs);
    monitor.promoted('1.0.1');
    monitor.pass(minuteMs);
    expect(monitor.launches()).toHaveLength(2);
  });

  it('survives that its state is written down and read back', () => {
    const monitor = new TestMonitor(stateOf(policyOf([], { schedules })));
    monitor.pass(5 * hourMs);
    monitor.state = JSON.parse(JSON.stringify(monitor.state));
    monitor.pass(hourMs);
    expect(monitor.launches()).toHaveLength(1);
  });
});

describe('concept drift by accuracy threshold and patience', { tags: ['m32.3'] }, () => {
  it('the last N values all below the threshold fire once and clear the window', () => {
    const monitor = new TestMonitor(stateOf(policyOf([patience(0.9, 3)])));
    monitor.observe('accuracy', [0.8, 0.8]);
    expect(monitor.launches()).toHaveLength(0);
    monitor.observe('accuracy', [0.85]);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.series['accuracy/']?.slots[0]?.state).toMatchObject({ filled: 0, run: 0 });
    monitor.observe('accuracy', [0.8, 0.8]);
    expect(monitor.launches()).toHaveLength(1);
  });

  it.each([
    ['one value at the threshold', [0.8, 0.9, 0.8, 0.8]],
    ['one good value in between', [0.8, 0.8, 0.95, 0.8, 0.8]],
  ])('%s breaks the run', (_, values) => {
    const monitor = new TestMonitor(stateOf(policyOf([patience(0.9, 3)])));
    monitor.observe('accuracy', values);
    expect(monitor.launches()).toEqual([]);
  });
});

describe('reasons', { tags: ['m32.4'] }, () => {
  it('scheduled says when, concept drift what and how far, manual the words of a person', () => {
    const schedules = [{ id: 'nightly', everyMs: hourMs, severity: 'soft' as const }];
    const freezes = [{ from: 0, to: noon + hourMs + 1, note: '' }];
    const policy = policyOf([patience(0.9, 1)], { schedules, holds: holdsOf({ freezes }) });
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.8]);
    monitor.pass(hourMs);
    monitor.command({ name: 'retrain', severity: 'soft', comment: 'new labels have arrived' });
    expect(monitor.launches()[0]?.reasons).toEqual([
      { type: 'manual', at: noon + hourMs, actor: 'ada', text: 'new labels have arrived' },
      {
        type: 'conceptDrift',
        detectedAt: noon,
        metric: 'accuracy',
        value: 0.8,
        threshold: 0.9,
        text: 'accuracy 0.8000 below threshold 0.9000 for 1 values in a row',
      },
      {
        type: 'scheduled',
        at: noon + hourMs,
        scheduleId: 'nightly',
        text: 'scheduled at 2026-03-02 13:00:00Z by nightly',
      },
    ]);
  });
});

describe('several strategies at once', { tags: ['m32.5'] }, () => {
  const detectors = [
    detectorFor('limit', { below: 0.5 }),
    detectorFor('patience', { below: 0.9, patience: 3 }),
    detectorFor('ewma-limit', { alpha: 0.5, below: 0.7 }),
  ];

  it('each sees every metric', () => {
    const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy', { detectors })])));
    monitor.observe('accuracy', [0.95, 0.8, 0.4]);
    const states = monitor.state.series['accuracy/']?.slots.map(({ state }) => state);
    expect(states).toEqual([
      { n: 3, last: 0.4 },
      { filled: 3, run: 2, last: 0.4 },
      { n: 3, ewma: 0.6375 },
    ]);
  });

  it('each is told when a retrain completes: it starts anew with the new version', () => {
    const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy', { detectors })])));
    monitor.observe('accuracy', [0.95, 0.8, 0.4]);
    monitor.promoted('1.0.1');
    expect(monitor.state.series['accuracy/']?.slots.map(({ state }) => state)).toEqual([
      { n: 0, last: null },
      { filled: 0, run: 0, last: null },
      { n: 0, ewma: null },
    ]);
  });
});

describe('hyper-parameters', { tags: ['m32.6'] }, () => {
  it('are free JSON that reaches the job as it is', () => {
    const hyperparameters = {
      learningRate: 0.001,
      layers: [64, 32],
      optimizer: { name: 'adam', amsgrad: false },
      note: null,
    };
    const config = configOf({ retrain: retrainSpecOf({ hyperparameters }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config }));
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()[0]?.spec.hyperparameters).toEqual(hyperparameters);
  });
});

describe('errors', { tags: ['m32.8'] }, () => {
  it('a failed job, a wrong configuration and what nobody foresaw arrive as three kinds', async () => {
    const activities = withFailures({
      job: () => Promise.reject(new TrainingError('the cluster refused the job')),
      configuration: () => Promise.reject(new ConfigurationError('no such trainer')),
      unknown: () => Promise.reject(new RangeError('index out of range')),
    });
    const kindOf = (run: () => Promise<never>): Promise<unknown> =>
      run().catch((error: { type?: string; nonRetryable?: boolean; name: string }) => [
        error.type ?? error.name,
        error.nonRetryable ?? false,
      ]);
    expect(await kindOf(activities.job)).toEqual(['TrainingError', false]);
    expect(await kindOf(activities.configuration)).toEqual(['ConfigurationError', true]);
    expect(await kindOf(activities.unknown)).toEqual(['RangeError', false]);
  });
});
