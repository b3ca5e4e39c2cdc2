import { expect, test } from 'vitest';
import { formatReport, MetricSending } from '../../../../src/cli/input/sample/metric-sending.ts';
import type { MetricValues, RecordOptions } from '../../../../src/client/publish/observation.ts';
import type { ReadSample } from '../../../../src/samples/read-samples.ts';
import type { MonitorClient } from '../../../../src/client/monitor-client.ts';
import { stateOf } from '../../../support/policies.ts';
import { parseMonitor } from '../../../../src/config/parse-monitor.ts';

interface Line {
  values: MetricValues;
  options?: RecordOptions;
}

async function send(lines: Line[], force: boolean) {
  const { policy } = parseMonitor({ model: 'shop:ranker' });
  const sent: MetricValues[] = [];
  const handle = {
    config: () => Promise.resolve({ policy }),
    state: () => Promise.resolve(stateOf(policy)),
    recordAsync: (values: MetricValues) => Promise.resolve(void sent.push(values)),
    flush: () => Promise.resolve(),
  };
  const client = { monitor: () => handle } as unknown as MonitorClient;
  async function* samples(): AsyncGenerator<ReadSample> {
    for (const [at, { values, options = {} }] of lines.entries())
      yield await Promise.resolve({ line: at + 1, sample: { values, options } });
  }
  const notes: string[] = [];
  const { signal } = new AbortController();
  const sending = new MetricSending({ model: 'shop:ranker', ignoreUnknown: false, force, signal });
  const report = await sending.run(client, samples(), (line) => notes.push(line));
  return { report, notes, sent };
}

const percent = [93, 0.94, 95].map((accuracy) => ({ values: { accuracy, f1: 0.91 } }));

test('what a metric cannot be is refused, line by line', async () => {
  const { report, notes, sent } = await send(percent, false);
  expect(notes[0]).toBe(
    'line 1: accuracy must be between 0 and 1, got 93 (did you mean 0.93?); --force sends it anyway'
  );
  expect(report).toMatchObject({ accepted: 2, odd: 0, rejected: 2 });
  expect(sent).toEqual([{ accuracy: 0.94, f1: 0.91 }]);
});

test('where some rows were taken and some refused, it says what to send once these are corrected', async () => {
  const why = (rows: string): string =>
    `alone, in a file or command of its own: in a file that was corrected ${rows} again`;
  const { notes } = await send(percent, false);
  expect(notes.at(-1)).toBe(`send the 2 corrected lines ${why('the row that was taken counts')}`);
  const more = await send([...percent.slice(1), { values: { accuracy: 0.9 } }], false);
  expect(more.notes.at(-1)).toBe(`send the corrected line ${why('the 2 rows that were taken count')}`);

  const keyed = percent.map((line, at) => ({ ...line, options: { key: `row ${at}` } }));
  const alone = [...(await send(keyed, false)).notes, ...(await send(percent.slice(0, 1), false)).notes];
  expect(alone.filter((note) => note.startsWith('send '))).toEqual([]);
});

test('what is wrong with every line is told once, and every fault up to a limit', async () => {
  const typo = Array.from({ length: 500 }, () => ({ values: { acuracy: 0.9 } }));
  const { report, notes } = await send(typo, false);
  expect(notes).toEqual([expect.stringContaining('line 1: '), '499 more lines with a fault that is told above']);
  expect(report.rejected).toBe(500);
  expect(report.faults).toHaveLength(20);

  const each = Array.from({ length: 30 }, (_, i) => ({ values: { accuracy: 50 + i } }));
  const told = (await send([...each, ...each], false)).notes;
  expect(told.slice(0, 20)).toEqual(
    each.slice(0, 20).map((_, i) => expect.stringContaining(`line ${i + 1}: `) as string)
  );
  expect(told.slice(20)).toEqual(['further faults are only counted', '20 more lines with a fault that is told above']);
});

test('with --force it is sent with a warning, once a metric', async () => {
  const { report, notes, sent } = await send(percent, true);
  expect(notes).toEqual(['line 1: accuracy must be between 0 and 1, got 93 (did you mean 0.93?); sent anyway']);
  expect(report).toMatchObject({ accepted: 6, odd: 2, rejected: 0 });
  expect(sent).toHaveLength(3);
  expect(formatReport(report)).toContain('Sent, but implausible: 2 values or times.');
});

test.each([
  [1_772_323_200, 'is it in seconds?'],
  [20_260_301, 'is it the date 2026-03-01?'],
  [1_772_323_200_000_000, 'is it in microseconds?'],
  [1_893_456_000_000_000, 'is it in microseconds?'],
  [20_260_101_000_000, 'is it the date 2026-01-01T00:00:00Z?'],
  [Date.UTC(2199, 0, 1), 'more than a day ahead of the clock'],
])('a time that cannot be meant, %d, is refused, and sent with --force', async (at, question) => {
  const line = { values: { accuracy: 0.9 }, options: { at } };
  const refused = await send([line], false);
  expect(refused.notes[0]).toContain(question);
  expect(refused.sent).toEqual([]);
  const forced = await send([line], true);
  expect(forced.notes[0]).toContain(question);
  expect(forced.sent).toHaveLength(1);
});

test.each([
  [
    '90 minutes',
    90,
    [/^line 2: time \d{4}-.*Z is 1h(30|29)m ahead of the clock here, and counts all the same; check clock/],
  ],
  ['a minute', 1, []],
])('of a time %s ahead of the clock it tells once what a longer lead means', async (_, minutes, told) => {
  const line = (at: number) => ({ values: { accuracy: 0.9 }, options: { at } });
  const ahead = Date.now() + minutes * 60_000;
  const { notes, report } = await send([line(Date.now()), line(ahead), line(ahead)], false);
  expect(notes).toEqual(told.map((text) => expect.stringMatching(text) as string));
  expect(report).toMatchObject({ accepted: 3, odd: 0, rejected: 0 });
});
