import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  dayMs,
  detectorFor,
  hourMs,
  holdsOf,
  metricOf,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { ewmasOf, viewOf, windowsOf } from '../../../src/core/view/view.ts';
import { worst } from '../../../src/terms/level.ts';
import { nextDeadline } from '../../../src/core/view/deadline.ts';
import { TestMonitor } from '../../support/monitor.ts';

describe('viewOf', () => {
  it('shows a monitor that has seen nothing', () => {
    const view = viewOf(stateOf(policyOf([accuracyBelow(0.9)])), noon);
    expect(view).toMatchObject({
      model: 'shop:ranker',
      champion: '1.0.0',
      level: 'warming-up',
      next: null,
      series: [],
      holds: [],
    });
  });

  it('shows who holds it by a kill switch, and since when, but not when the monitor reads that again', () => {
    const killSwitch = { scope: { all: true as const }, since: noon, actor: 'olga', comment: 'a bad day' };
    const state = stateOf(policyOf([accuracyBelow(0.9)]), { killSwitch: { ...killSwitch, checkAt: noon + hourMs } });
    expect(viewOf(state, noon).killSwitch).toStrictEqual(killSwitch);
  });

  it('shows drift, what is wanted, what holds it, and when something happens next', () => {
    const freezes = [{ from: 0, to: noon + hourMs, note: '' }];
    const schedules = [{ id: 'daily', everyMs: dayMs, severity: 'soft' as const }];
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ freezes }), schedules }))
    );
    monitor.observe('accuracy', [0.95, 0.8]);
    const view = viewOf(monitor.state, monitor.now);
    expect(view.level).toBe('drift');
    expect(view.holds).toEqual([{ by: 'freeze', until: noon + hourMs }]);
    expect(view.triggers.map(({ key }) => key)).toEqual(['accuracy//limit']);
    expect(view.next).toEqual({ at: noon + hourMs, what: 'the end of the freeze' });
    expect(view.schedules).toEqual([{ id: 'daily', nextAt: noon + dayMs, due: 0, coalesced: 0 }]);
    expect(view.series[0]).toMatchObject({ metric: 'accuracy', segment: '', level: 'drift', n: 2, last: 0.8 });
    expect(view.sources).toBe(1);
  });

  it('a latched detector is in drift though its window is being filled anew', () => {
    const detectors = [detectorFor('patience', { below: 0.9, patience: 2 })];
    const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy', { detectors })])));
    monitor.observe('accuracy', [0.8, 0.8, 0.8]);
    expect(viewOf(monitor.state, monitor.now).level).toBe('drift');
  });
});

describe('worst', () => {
  it('drift before silence before warning before stable', () => {
    expect(worst([])).toBe('warming-up');
    expect(worst(['warming-up', 'stable'])).toBe('stable');
    expect(worst(['stable', 'warning'])).toBe('warning');
    expect(worst(['warning', 'no-data'])).toBe('no-data');
    expect(worst(['no-data', 'drift', 'stable'])).toBe('drift');
  });
});

describe('ewmasOf and windowsOf', () => {
  it('go by metric and segment', () => {
    const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy', { alpha: 0.5 })])));
    monitor.observe('accuracy', [1, 0.5]);
    monitor.observe('accuracy', [0.25], { segment: 'DE' });
    expect(ewmasOf(monitor.state)).toEqual({ accuracy: 0.75, 'accuracy/DE': 0.25 });
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [1, 0.5], 'accuracy/DE': [0.25] });
  });

  it('a stream that waits for its new version shows no average of the old', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.observe('accuracy', [0.8]);
    monitor.promoted('1.0.1');
    expect(ewmasOf(monitor.state)).toEqual({});
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [] });
  });
});

describe('nextDeadline', () => {
  const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) });

  it('there is none while only an event can change something', () => {
    const monitor = new TestMonitor(stateOf(policy));
    expect(nextDeadline(monitor.state, noon)).toBeUndefined();
    monitor.command({ name: 'pause' });
    monitor.observe('accuracy', [0.8]);
    expect(nextDeadline(monitor.state, noon)).toBeUndefined();
  });

  it('a drift that stands wakes the monitor when the cool-down ends', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    expect(nextDeadline(monitor.state, noon)?.what).toBe('retrain 1 is overdue');
    monitor.finished({ status: 'rejected' });
    expect(nextDeadline(monitor.state, noon)).toEqual({ at: noon + hourMs, what: 'the end of the cool-down' });
  });

  it('there is none after the end', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'stop' });
    expect(nextDeadline(monitor.state, noon)).toBeUndefined();
  });
});
