import { describe, expect, it } from 'vitest';
import { detectorFor, metricOf, policyOf, stateOf } from '../support/policies.ts';
import { bumpSemVer } from '../../src/terms/semver.ts';
import { createRng } from '../../src/stats/rng.ts';
import { parseModelId } from '../../src/terms/model-id.ts';
import { TestMonitor } from '../support/monitor.ts';

const decay = (options = { sampleWindow: 50, threshold: 0.05, mode: 'fall' }) =>
  metricOf('accuracy', { detectors: [detectorFor('window-decay', options)] });
const start = (options?: Parameters<typeof decay>[0]): TestMonitor =>
  new TestMonitor(stateOf(policyOf([decay(options)])));

describe('ids and versions', { tags: ['m16.1'] }, () => {
  it('a model has an id and a semver, and the next version bumps the patch', () => {
    expect(parseModelId('shop:ranker:1.4.9')).toEqual({ project: 'shop', name: 'ranker', version: '1.4.9' });
    expect(bumpSemVer('1.4.9', 'patch')).toBe('1.4.10');
  });
});

describe('accuracy decay', { tags: ['m16.3'] }, () => {
  it('fires when the window is full and its first value less its mean reaches the threshold', () => {
    const monitor = start();
    // The mean of 0.9, 0.9 - d, …, 0.9 - 49 d lies 24.5 d below the first value.
    const falling = Array.from({ length: 50 }, (_, i) => 0.9 - (i * 0.06) / 24.5);
    monitor.observe('accuracy', falling.slice(0, 49));
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', falling.slice(49));
    expect(monitor.launches()[0]).toMatchObject({ model: 'shop:ranker', kind: 'soft', generation: 1 });
    expect(monitor.launches()[0]?.reasons[0]?.text).toBe('accuracy decayed by 6.00% over last 50 samples');
  });

  it('a decay just under the threshold does not fire', () => {
    const monitor = start();
    monitor.observe(
      'accuracy',
      Array.from({ length: 50 }, (_, i) => 0.9 - (i * 0.0499) / 24.5)
    );
    expect(monitor.launches()).toEqual([]);
  });

  it('the window is cleared after it has fired', () => {
    const monitor = start({ sampleWindow: 4, threshold: 0.05, mode: 'fall' });
    monitor.observe('accuracy', [0.9, 0.8, 0.8, 0.8]);
    expect(monitor.state.series['accuracy/']?.slots[0]?.state).toMatchObject({ window: [], sum: 0 });
    monitor.promoted('1.0.1');
    monitor.observe('accuracy', [0.5, 0.5, 0.5]);
    expect(monitor.launches()).toHaveLength(1);
    monitor.observe('accuracy', [0.1]);
    expect(monitor.launches()).toHaveLength(2);
  });

  it('the request names the version that serves by its lineage: generation, model and reason', () => {
    const monitor = start({ sampleWindow: 2, threshold: 0.05, mode: 'fall' });
    monitor.observe('accuracy', [0.9, 0.7]);
    expect(monitor.state.champion).toBe('1.0.0');
    expect(monitor.launches()[0]?.retrainId).toBe('monitor/shop:ranker/retrain/1');
    expect(monitor.state.inFlight?.reasons[0]?.text).toBe('accuracy decayed by 10.00% over last 2 samples');
  });
});

describe('end to end, the part of the core', { tags: ['m16.7'] }, () => {
  it('a slowly decaying stream ends in a new version that serves, and the stream of it is stable again', () => {
    const monitor = start();
    const rng = createRng(16);
    let level = 0.95;
    for (let i = 0; i < 40 && monitor.state.champion === '1.0.0'; i++) {
      monitor.observe(
        'accuracy',
        Array.from({ length: 25 }, () => (level -= 0.002) + 0.002 * rng.normal())
      );
      monitor.pass(60_000);
      if (monitor.state.inFlight) monitor.promoted('1.0.1');
    }
    expect(monitor.state).toMatchObject({ champion: '1.0.1', retired: ['1.0.0'], generation: 1 });
    monitor.observe(
      'accuracy',
      Array.from({ length: 200 }, () => 0.95 + 0.002 * rng.normal())
    );
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.series['accuracy/']?.slots[0]?.level).toBe('stable');
  });
});
