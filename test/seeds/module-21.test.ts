import { describe, expect, it } from 'vitest';
import { createHttpTrainer } from '../../src/trainers/http/http-trainer.ts';
import { fakeJob } from '../fakes/job.ts';
import { JobServer } from '../fakes/job-server.ts';
import { detectorFor, holdsOf, metricOf, noon, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';
import type { HoldPolicy } from '../../src/core/state/policy.ts';
import type { Trainer } from '../../src/trainers/trainer.ts';

/** The sketch's defaults; accuracy, latency, drift is the order in which they are checked. */
function sketch(limits = { minAccuracy: 0.9, maxLatencyMs: 200, maxDriftScore: 0.1 }, holds: Partial<HoldPolicy> = {}) {
  const metrics = [
    metricOf('accuracy', { detectors: [detectorFor('limit', { below: limits.minAccuracy })] }),
    metricOf('latencyMs', {
      direction: 'lower-is-better',
      detectors: [detectorFor('limit', { above: limits.maxLatencyMs })],
    }),
    metricOf('driftScore', {
      direction: 'lower-is-better',
      drift: 'dataDrift',
      detectors: [detectorFor('limit', { above: limits.maxDriftScore })],
    }),
  ];
  return new TestMonitor(stateOf(policyOf(metrics, { holds: holdsOf(holds) })));
}

/** The sketch's metric event as one batch, in the wrong order on purpose. */
function event(monitor: TestMonitor, { accuracy = 0.95, latencyMs = 100, driftScore = 0.05 }): void {
  const at = { version: '1.0.0', t0: monitor.now, dt: 0 };
  monitor.send([
    { metric: 'driftScore', ...at, v: [driftScore] },
    { metric: 'latencyMs', ...at, v: [latencyMs] },
    { metric: 'accuracy', ...at, v: [accuracy] },
  ]);
}

const reasons = (monitor: TestMonitor): string[] =>
  monitor.launches().flatMap((one) => one.reasons.map(({ text }) => text));

describe('metric event', { tags: ['m21.1'] }, () => {
  it('accuracy, latency and drift score of one version at one time are one batch', () => {
    const monitor = sketch();
    event(monitor, {});
    expect(monitor.state.counts).toMatchObject({ batches: 1, observations: 3 });
    expect(Object.values(monitor.state.series).map(({ metric, last }) => [metric, last])).toEqual([
      ['driftScore', 0.05],
      ['latencyMs', 100],
      ['accuracy', 0.95],
    ]);
    expect(monitor.launches()).toEqual([]);
  });
});

describe('limits', { tags: ['m21.2'] }, () => {
  it.each([
    [{ accuracy: 0.8 }, 'accuracy 0.8000 below threshold 0.9500'],
    [{ accuracy: 0.96, latencyMs: 250 }, 'latency 250.00ms above threshold 200.00ms'],
    [{ accuracy: 0.96, driftScore: 0.3 }, 'drift 0.3000 above threshold 0.1000'],
  ])('%o reads as the sketch has it', (values, text) => {
    const monitor = sketch({ minAccuracy: 0.95, maxLatencyMs: 200, maxDriftScore: 0.1 });
    event(monitor, values);
    expect(reasons(monitor)).toEqual([text]);
  });

  it('several at once stand in the order accuracy, latency, drift', () => {
    const monitor = sketch();
    event(monitor, { accuracy: 0.8, latencyMs: 250, driftScore: 0.3 });
    expect(reasons(monitor)).toEqual([
      'accuracy 0.8000 below threshold 0.9000',
      'latency 250.00ms above threshold 200.00ms',
      'drift 0.3000 above threshold 0.1000',
    ]);
  });

  it('a value at its limit does not fire', () => {
    const monitor = sketch();
    event(monitor, { accuracy: 0.9, latencyMs: 200, driftScore: 0.1 });
    expect(monitor.launches()).toEqual([]);
  });
});

describe('cool-down', { tags: ['m21.3'] }, () => {
  const cooldownMs = 3_600_000;

  it('a second breach inside it launches nothing, is held, and is judged again at its end', () => {
    const monitor = sketch(undefined, { cooldownMs });
    event(monitor, { accuracy: 0.8 });
    monitor.promoted('1.0.1');
    monitor.pass(60_000);
    monitor.send([{ metric: 'latencyMs', t0: monitor.now, dt: 0, v: [250] }]);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      decision: 'held',
      heldBy: [{ by: 'cooldown', until: noon + cooldownMs }],
    });
    monitor.pass(cooldownMs - 60_000 - 1);
    expect(monitor.launches()).toHaveLength(1);
    monitor.pass(1);
    expect(monitor.launches()).toHaveLength(2);
    expect(monitor.launches()[1]?.reasons[0]?.text).toBe('latency 250.00ms above threshold 200.00ms');
  });

  it('a breach that is over by then launches nothing at all', () => {
    const monitor = sketch(undefined, { cooldownMs });
    event(monitor, { accuracy: 0.8 });
    monitor.promoted('1.0.1');
    monitor.send([{ metric: 'latencyMs', t0: monitor.now, dt: 0, v: [250] }]);
    monitor.send([{ metric: 'latencyMs', t0: monitor.now, dt: 0, v: [90] }]);
    monitor.pass(2 * cooldownMs);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.decisions().at(-1)).toBe('expired');
  });
});

describe('retraining is scheduled elsewhere', { tags: ['m21.5'] }, () => {
  it('a breach asks for a child workflow, named so that it cannot be started twice', () => {
    const monitor = sketch();
    event(monitor, { accuracy: 0.8 });
    expect(monitor.effects.find(({ type }) => type === 'start-retrain')).toMatchObject({
      request: { model: 'shop:ranker', retrainId: 'monitor/shop:ranker/retrain/1', kind: 'soft' },
    });
  });

  it('a trainer hands the job to a runner elsewhere, waits for its end and takes its result', async () => {
    const made = {
      artifact: { uri: 's3://models/1.bin', sha256: 'a'.repeat(64), bytes: 10 },
      metrics: { accuracy: 0.9 },
      dataWindow: { from: 0, to: 1, samples: 2 },
    };
    const runner = new JobServer({ name: 'cluster', train: () => Promise.resolve(made) } as unknown as Trainer);
    const url = await runner.listen();
    const job = {
      submit: { url: `${url}/jobs`, body: { action: '{{action}}', request: '{{request}}' } },
      poll: { url: `${url}/jobs/{{job}}`, everyMs: 5 },
    };
    const trainer = createHttpTrainer({ train: job, evaluate: job });
    const retrainId = 'monitor/shop:ranker/retrain/1';
    const data = { to: null, holdoutSamples: 0 };
    const about = { model: 'shop:ranker', retrainId, attempt: 1, kind: 'full' as const, base: null };
    const rest = { hyperparameters: {}, seed: 1, data, options: {} };
    await expect(trainer.train({ ...about, ...rest }, fakeJob())).resolves.toEqual(made);
    expect(runner.calls.map(({ method }) => method)[0]).toBe('POST');
    await runner.close();
  });
});
