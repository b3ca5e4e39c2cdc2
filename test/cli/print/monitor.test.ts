import { expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { formatMonitor } from '../../../src/cli/print/monitor.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const shown = (changes: object): string =>
  formatMonitor(
    'a.yaml',
    parseMonitor({ model: 'shop:ranker', metrics: { accuracy: { below: 0.9 } }, ...changes }),
    { style: createStyle(false), width: 400 },
    now
  );

it('says when the next slot of a schedule is, where the file alone tells', () => {
  expect(shown({ schedules: [{ cron: '30 2 29 2 *', timeZone: 'Europe/Berlin' }] })).toContain(
    'cron 30 2 29 2 * Europe/Berlin, next 2028-02-29 01:30:00Z ('
  );
  expect(shown({ schedules: [{ every: '7d' }] })).toContain('every 7d (');
});

it('says how the times of a freeze were read, and how many more there are', () => {
  const freeze = { from: '2026-12-24', to: '2027-01-04T00:00:00+01:00' };
  expect(shown({ freezes: [freeze] })).toContain('freeze 2026-12-24 00:00:00Z to 2027-01-03 23:00:00Z, circuit');
  expect(shown({ freezes: Array.from({ length: 6 }, () => freeze) })).toContain(
    '2027-01-03 23:00:00Z, 2 more freezes, circuit'
  );
});

it('says what a gate asks for: a gain of nothing is no gain', () => {
  const gate = (minGain: number): string =>
    shown({ retrain: { trainer: { name: 'ours' }, gate: { gains: [{ metric: 'accuracy', minGain }] } } });
  expect(gate(0)).toContain('accuracy no worse;');
  expect(gate(0.01)).toContain('accuracy better by 0.01;');
  expect(gate(-0.01)).toContain('accuracy worse by at most 0.01;');
});
