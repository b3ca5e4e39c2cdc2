import {
  configOf,
  dayMs,
  hourMs,
  liveSpecOf,
  metricOf,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const midnight = Date.UTC(2026, 2, 2);
const stepMs = 5 * 60_000;
const daily = { by: 'hour-of-day', timeZone: 'UTC' } as const;

interface Story {
  /** Days that the version before has been watched for. */
  days?: number;
  /** The hour of the day at which the new version serves. */
  hour?: number;
  /** What its errors are larger by. */
  worse?: number;
  metric?: Partial<MetricPolicy>;
  state?: Partial<MonitorState>;
  segments?: string[];
}

/** Errors with a strong daily wave; version 1.0.0 serves until 1.1.0 is promoted at that hour. */
function story({ days = 42, hour = 9, worse = 0, metric = {}, state = {}, segments = [''] }: Story = {}): TestMonitor {
  const rng = createRng(7);
  const config = configOf({ retrain: retrainSpecOf({ probation: liveSpecOf({ samples: 100, timeoutMs: dayMs }) }) });
  const mae = metricOf('mae', { direction: 'lower-is-better', window: 100, season: daily, ...metric });
  const monitor = new TestMonitor(stateOf(policyOf([mae]), { config, ...state }), midnight);
  const serve = (version: string, hours: number, more = 0): void => {
    for (let i = 0; i < hours; i++) {
      if (version !== '1.0.0' && !monitor.state.probation) return;
      const v = segments.map((segment, k) => ({
        metric: 'mae',
        ...(segment === '' ? {} : { segment }),
        version,
        t0: monitor.now,
        dt: stepMs,
        v: Array.from({ length: 12 }, (_, j) => {
          const turn = (monitor.now + j * stepMs - midnight) / dayMs - 0.25;
          return 20 + 10 * k + more + 6 * Math.sin(2 * Math.PI * turn) + 2 * rng.normal();
        }),
      }));
      monitor.now += hourMs;
      monitor.send(v);
    }
  };
  serve('1.0.0', 24 * days + hour);
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.promoted('1.1.0');
  serve('1.1.0', 48, worse);
  monitor.pass(dayMs);
  return monitor;
}

const codes = (monitor: TestMonitor): string[] => monitor.state.ledger.map(({ reasonCodes }) => reasonCodes[0]!);
const verdict = (monitor: TestMonitor): string =>
  monitor.state.ledger.findLast((entry) => entry.note?.includes('observations'))?.note ?? '';

describe('a probation of a metric with a season', () => {
  it.each([3, 9, 15, 21])('keeps a version that does as well, whatever hour it begins to serve at: %i', (hour) => {
    const monitor = story({ hour });
    expect(codes(monitor)).toContain('probation-passed');
    expect(verdict(monitor)).toMatch(
      /mae (19|20)\.\d+ against (19|20)\.\d+ over 100 of 100 observations, without their season$/
    );
  });

  it.each([3, 9, 15, 21])('rolls one back that does worse, also at hours when errors fall: %i', (hour) => {
    const monitor = story({ hour, worse: 2 });
    expect(codes(monitor)).toContain('probation-failed');
    expect(verdict(monitor)).toMatch(/observations, without their season, worse \(p/);
  });

  it('compares each segment with its own season, whichever of them report', () => {
    expect(codes(story({ segments: ['eu', 'us'] }))).toContain('probation-passed');
    expect(codes(story({ segments: ['eu', 'us'], worse: 2 }))).toContain('probation-failed');
  });

  it('does so where values are aggregated, and where they may come late', () => {
    for (const metric of [
      { aggregate: { everyMs: hourMs, allowedMs: 0 } },
      { lateness: { allowedMs: hourMs, buffer: 50 } },
    ]) {
      expect(codes(story({ metric }))).toContain('probation-passed');
      expect(codes(story({ metric, worse: 2 }))).toContain('probation-failed');
    }
  });

  it('says rows where values are aggregated, as these are counted and not windows, but not in runs of before', () => {
    const metric = { aggregate: { everyMs: hourMs, allowedMs: 0 } };
    const said = (edition: number): (string | null | undefined)[] =>
      story({ metric, state: { edition } }).state.ledger.map(({ note }) => note);
    expect(said(3).join('\n')).toContain('over 100 of 100 rows, without their season');
    expect(said(2).join('\n')).not.toContain(' rows');
  });

  it('is skipped, and says why, while the season is not known', () => {
    const monitor = story({ days: 1 });
    const note = monitor.state.ledger.find(({ reasonCodes }) => reasonCodes[0] === 'probation-skipped')?.note;
    expect(note).toBe(
      'no probation of 1.1.0: fewer than 10 observations of 1.0.0 whose season can be taken out are known'
    );
  });

  it('goes on as it went in runs that began before', () => {
    const monitor = story({ state: { edition: 2 } });
    expect(codes(monitor)).toContain('probation-failed');
    expect(verdict(monitor)).not.toContain('season');
  });

  it('rests on the version before alone: what is left of its values goes when another serves', () => {
    const monitor = story();
    const residuals = monitor.state.series['mae/']?.season?.residuals;
    expect(residuals?.window.n).toBe(100);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.state.series['mae/']?.season).not.toHaveProperty('residuals');
    expect(explain(monitor.state, monitor.now).trials).toEqual([]);
  });
});
