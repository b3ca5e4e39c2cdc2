import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, hourMs, holdsOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { checkCron, nextSlot } from '../../../src/core/launch/schedule.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Policy, SchedulePolicy } from '../../../src/core/state/policy.ts';

const every: SchedulePolicy = { id: 'hourly', everyMs: hourMs, severity: 'soft' };
const start = (schedules: SchedulePolicy[], changes: Partial<Policy> = {}): TestMonitor =>
  new TestMonitor(stateOf(policyOf([], { schedules, ...changes })));

/** The slots of a cron expression after a time, as UTC texts to the minute. */
function slots(cron: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let at = Date.parse(after);
  for (let i = 0; i < count; i++) {
    at = nextSlot({ id: 'x', cron, timeZone, severity: 'soft' }, at, 0) ?? Number.NaN;
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

describe('every', () => {
  it('fires on its own grid, with no metric ever sent', () => {
    const monitor = start([every]);
    monitor.pass(hourMs - 1);
    expect(monitor.launches()).toEqual([]);
    monitor.pass(1);
    expect(monitor.launches()[0]?.reasons).toEqual([
      {
        type: 'scheduled',
        at: noon + hourMs,
        scheduleId: 'hourly',
        text: 'scheduled at 2026-03-02 13:00:00Z by hourly',
      },
    ]);
  });

  it('never drifts, however late it is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 * hourMs }), { maxLength: 30 }), (waits) => {
        const monitor = start([every]);
        for (const wait of waits) {
          monitor.now += wait;
          monitor.apply({ type: 'tick' });
          monitor.finished({ status: 'cancelled' });
          const { nextAt, due } = monitor.state.schedules.hourly!;
          expect((nextAt - noon) % hourMs).toBe(0);
          expect(nextAt).toBeGreaterThan(monitor.now);
          expect(nextAt - monitor.now).toBeLessThanOrEqual(hourMs);
          expect(due).toBe(Math.floor((monitor.now - noon) / hourMs));
        }
      })
    );
  });

  it('slots that were slept through are one retrain, and all are counted', () => {
    const monitor = start([every]);
    monitor.now += 1_000_000 * hourMs + minuteMs;
    monitor.apply({ type: 'tick' });
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.launches()[0]?.reasons[0]).toMatchObject({ at: noon + 1_000_000 * hourMs });
    expect(monitor.state.schedules.hourly).toEqual({
      due: 1_000_000,
      coalesced: 999_999,
      nextAt: noon + 1_000_001 * hourMs,
    });
  });

  it('slots that come while an earlier one waits are one retrain, and the newest is named', () => {
    const monitor = start([every], { holds: holdsOf({ freezes: [{ from: 0, to: noon + 4.5 * hourMs, note: '' }] }) });
    monitor.pass(4.5 * hourMs);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.launches()[0]?.reasons).toHaveLength(1);
    expect(monitor.launches()[0]?.reasons[0]).toMatchObject({ at: noon + 4 * hourMs });
    expect(monitor.state.schedules.hourly).toMatchObject({ due: 4, coalesced: 3 });
  });

  it('is counted from its anchor, which may lie ahead', () => {
    const anchor = noon + 5 * hourMs;
    expect(nextSlot({ ...every, anchor }, noon, 0)).toBe(anchor);
    expect(nextSlot({ ...every, anchor }, anchor, 0)).toBe(anchor + hourMs);
    expect(nextSlot({ ...every, anchor: noon - 10 * dayMs + 7 }, noon, 0)).toBe(noon + 7);
  });

  it('is counted from its slots, not from the end of the last run', () => {
    const monitor = start([every]);
    monitor.pass(hourMs);
    monitor.started();
    monitor.pass(50 * minuteMs);
    monitor.finished({ status: 'promoted', version: '1.0.1' });
    monitor.pass(10 * minuteMs);
    expect(monitor.launches()).toHaveLength(2);
  });

  it('goes on over a new version and while the monitor is paused', () => {
    const monitor = start([every]);
    monitor.command({ name: 'pause' });
    monitor.pass(5 * hourMs);
    expect(monitor.state.schedules.hourly?.due).toBe(5);
    monitor.command({ name: 'resume' });
    expect(monitor.launches()).toHaveLength(1);
    monitor.promoted('1.0.1');
    monitor.pass(hourMs);
    expect(monitor.launches()).toHaveLength(2);
  });

  it('survives JSON between any two slots', () => {
    const monitor = start([every, { id: 'nightly', cron: '0 3 * * *', timeZone: 'Europe/Berlin', severity: 'full' }]);
    for (let i = 0; i < 60; i++) {
      monitor.pass(hourMs);
      monitor.finished({ status: 'cancelled' });
      monitor.state = JSON.parse(JSON.stringify(monitor.state));
    }
    expect(monitor.state.schedules.hourly?.due).toBe(60);
    expect(monitor.state.schedules.nightly?.due).toBe(2);
  });

  it('two schedules and a drift that meet are one retrain, as severe as the most severe', () => {
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.9)], { schedules: [every, { id: 'also', everyMs: hourMs, severity: 'full' }] }))
    );
    monitor.now += hourMs;
    monitor.observe('accuracy', [0.5]);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.launches()[0]).toMatchObject({ kind: 'full' });
    expect(monitor.launches()[0]?.reasons.map(({ type }) => type)).toEqual(['conceptDrift', 'scheduled', 'scheduled']);
  });
});

describe('cron', () => {
  it('follows the wall clock over the days when clocks change', () => {
    expect(slots('0 12 * * *', 'Europe/Berlin', '2024-03-29T12:00Z', 3)).toEqual([
      '2024-03-30T11:00',
      '2024-03-31T10:00',
      '2024-04-01T10:00',
    ]);
    expect(slots('0 12 * * *', 'America/New_York', '2024-11-01T17:00Z', 3)).toEqual([
      '2024-11-02T16:00',
      '2024-11-03T17:00',
      '2024-11-04T17:00',
    ]);
  });

  it('an hour that is skipped runs once, when it would have begun', () => {
    expect(slots('30 2 * * *', 'Europe/Berlin', '2024-03-30T02:00Z', 2)).toEqual([
      '2024-03-31T01:00',
      '2024-04-01T00:30',
    ]);
    expect(slots('30 2 * * *', 'America/New_York', '2024-03-09T12:00Z', 2)).toEqual([
      '2024-03-10T07:00',
      '2024-03-11T06:30',
    ]);
  });

  it('an hour that comes twice runs once', () => {
    expect(slots('30 2 * * *', 'Europe/Berlin', '2024-10-26T12:00Z', 2)).toEqual([
      '2024-10-27T00:30',
      '2024-10-28T01:30',
    ]);
    expect(slots('30 1 * * *', 'America/New_York', '2024-11-02T12:00Z', 2)).toEqual([
      '2024-11-03T05:30',
      '2024-11-04T06:30',
    ]);
  });

  it('slots always move forward, from any millisecond in either night', () => {
    const nights = ['2024-03-31T00:00Z', '2024-10-27T00:00Z', '2024-03-10T06:00Z', '2024-11-03T05:00Z'];
    fc.assert(
      fc.property(
        fc.constantFrom(...nights),
        fc.integer({ min: 0, max: 4 * hourMs }),
        fc.constantFrom('*/15 * * * *', '30 2 * * *', '0 * * * *', '30 1 * * 0'),
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe'),
        (night, offset, cron, timeZone) => {
          const after = Date.parse(night) + offset;
          expect(nextSlot({ id: 'x', cron, timeZone, severity: 'soft' }, after, 0)).toBeGreaterThan(after);
        }
      )
    );
  });

  it('a month of slots that were slept through costs bounded work and is one retrain', () => {
    const monitor = start([{ id: 'minutely', cron: '* * * * *', severity: 'soft' }]);
    monitor.now += 30 * dayMs + 500;
    monitor.apply({ type: 'tick' });
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.schedules.minutely?.due).toBe(500);
    expect(monitor.state.schedules.minutely?.nextAt).toBe(noon + 30 * dayMs + minuteMs);
  });
});

describe('checkCron', () => {
  it.each([
    ['* * * *', 'UTC'],
    ['61 * * * *', 'UTC'],
    ['0 0 30 2 *', 'UTC'],
    ['0 3 * * *', 'Europe/Atlantis'],
    ['* * * * * *', 'UTC'],
    ['', 'UTC'],
  ])('finds the fault in `%s` at %s', (cron, timeZone) => {
    expect(checkCron(cron, timeZone)).toBeTypeOf('string');
  });

  it.each([
    ['0 3 * * 1-5', 'Europe/Berlin'],
    ['*/5 * * * *', 'UTC'],
    ['0 0 29 2 *', 'Asia/Kolkata'],
  ])('has nothing to say against `%s` at %s', (cron, timeZone) => {
    expect(checkCron(cron, timeZone)).toBeUndefined();
  });
});

describe('a schedule that nobody has checked', () => {
  it.each<[string, SchedulePolicy]>([
    ['an anchor before all time', { id: 'x', everyMs: hourMs, anchor: -1e300, severity: 'soft' }],
    ['an anchor after all time', { id: 'x', everyMs: hourMs, anchor: 1e300, severity: 'soft' }],
    ['an anchor that is no number', { id: 'x', everyMs: hourMs, anchor: Number.NaN, severity: 'soft' }],
    ['steps too small for a double', { id: 'x', everyMs: 1e-300, severity: 'soft' }],
    ['steps that lead nowhere', { id: 'x', everyMs: 0, severity: 'soft' }],
    ['steps backwards', { id: 'x', everyMs: -hourMs, anchor: 0, severity: 'soft' }],
    ['an expression that is none', { id: 'x', cron: 'now and then', severity: 'soft' }],
    ['an unknown time zone', { id: 'x', cron: '0 3 * * 1', timeZone: 'Mars/Base', severity: 'soft' }],
  ])('with %s has no slot, and wakes nobody', (_, schedule) => {
    const monitor = start([schedule]);
    expect(monitor.state.schedules).toEqual({});
    monitor.pass(dayMs);
    expect(monitor.launches()).toEqual([]);
  });

  it('has slots that come later and later, or none', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1, hourMs, -1e300, 8.64e15));
    fc.assert(
      fc.property(number, fc.option(number, { nil: undefined }), number, (everyMs, anchor, after) => {
        const next = nextSlot(
          { id: 'x', everyMs, ...(anchor === undefined ? {} : { anchor }), severity: 'soft' },
          after,
          0
        );
        if (next !== undefined) expect(next).toBeGreaterThan(after);
      })
    );
  });
});

describe('when clocks change in Europe/Berlin', () => {
  it.each([
    ['30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['*/30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-30T00:00', '2026-03-30T00:30']],
    ['30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    [
      '*/30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30'],
    ],
  ])('%s after %s comes at %j', (cron, from, expected) => {
    expect(slots(cron, 'Europe/Berlin', from, expected.length)).toEqual(expected);
  });
});
