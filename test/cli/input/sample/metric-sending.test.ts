import { describe, expect, test } from 'vitest';
import { formatReport } from '../../../../src/cli/input/sample/send-report.ts';
import { MetricSending } from '../../../../src/cli/input/sample/metric-sending.ts';
import type { MetricValues, RecordOptions } from '../../../../src/client/publish/observation.ts';
import type { TimeUnit } from '../../../../src/rows/time.ts';
import type { ReadSample } from '../../../../src/samples/read-samples.ts';
import type { MonitorClient } from '../../../../src/client/monitor-client.ts';
import { noon, stateOf } from '../../../support/policies.ts';
import { TestMonitor } from '../../../support/monitor.ts';
import { viewOf } from '../../../../src/core/view/view.ts';
import { parseMonitor } from '../../../../src/config/parse-monitor.ts';

interface Line {
  values: MetricValues;
  options?: RecordOptions;
}

/** @param newest time of a value that the monitor has taken before */
async function send(
  lines: Line[],
  force: boolean,
  {
    newest,
    isPaused = false,
    meanwhile,
    ...source
  }: {
    newest?: number;
    isPaused?: boolean;
    from?: 'file' | 'pipe';
    isOfFlags?: boolean;
    timeUnit?: TimeUnit;
    /** What the monitor has heard when all is sent. */
    meanwhile?: (monitor: TestMonitor) => void;
  } = {}
) {
  const { policy } = parseMonitor({ model: 'shop:ranker' });
  const monitor = new TestMonitor(stateOf(policy));
  if (newest !== undefined) monitor.send([{ metric: 'accuracy', t0: newest, dt: 0, v: [0.9] }]);
  if (isPaused) monitor.command({ name: 'pause' });
  const sent: MetricValues[] = [];
  const handle = {
    config: () => Promise.resolve({ policy }),
    state: () => Promise.resolve(viewOf(monitor.state, Date.now())),
    recordAsync: (values: MetricValues) => Promise.resolve(void sent.push(values)),
    flush: () => Promise.resolve(meanwhile?.(monitor)),
  };
  const client = {
    monitor: () => handle,
    totals: () => ({ delivered: sent.flatMap((values) => Object.keys(values)).length }),
  } as unknown as MonitorClient;
  async function* samples(): AsyncGenerator<ReadSample> {
    for (const [at, { values, options = {} }] of lines.entries())
      yield await Promise.resolve({ line: at + 1, sample: { values, options } });
  }
  const notes: string[] = [];
  const { signal } = new AbortController();
  const sending = new MetricSending({ model: 'shop:ranker', ignoreUnknown: false, force, signal, ...source });
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

test('the unit that times are hardly in is told with the one that they look like', async () => {
  const at = 1_772_323_200_000 * 1_000;
  const { notes } = await send([{ values: { accuracy: 0.9 }, options: { at } }], false, { timeUnit: 's' });
  expect(notes[0]).toContain('with --time-unit s: is it in milliseconds? then say --time-unit ms; --force');
});

test('of flags no line is named', async () => {
  const { notes } = await send(percent.slice(0, 1), false, { isOfFlags: true });
  expect(notes).toEqual(['accuracy must be between 0 and 1, got 93 (did you mean 0.93?); --force sends it anyway']);
});

test('where some rows were taken and some refused, it says what to send once these are corrected', async () => {
  const why = (rows: string): string =>
    `alone, in a file or command of its own: in a file that was corrected ${rows} again`;
  const { notes } = await send(percent, false);
  expect(notes.at(-1)).toBe(`send the 2 corrected lines ${why('the row that was taken counts')}`);
  const more = await send([...percent.slice(1), { values: { accuracy: 0.9 } }], false);
  expect(more.notes.at(-1)).toBe(`send the corrected line ${why('the 2 rows that were taken count')}`);
  const ofFile = await send(percent, false, { from: 'file' });
  expect(ofFile.notes.at(-1)).toContain('again, unless you keep this one and name it with --corrects');

  const keyed = percent.map((line, at) => ({ ...line, options: { key: `row ${at}` } }));
  const alone = [...(await send(keyed, false)).notes, ...(await send(percent.slice(0, 1), false)).notes];
  expect(alone.filter((note) => note.startsWith('send '))).toEqual([]);
});

test('it tells of taken rows that nothing tells apart from themselves, and not of refused ones', async () => {
  const pipe = '1 row had no key and came by standard input: sent again, such rows count again';
  expect((await send(percent, false, { from: 'pipe' })).notes).toContain(pipe);
  const file = '1 row had neither a time nor a key: sent again, such rows count again';
  expect((await send(percent, false, { from: 'file' })).notes).toContain(file);

  const keyed = percent.map((line, at) => ({ ...line, options: { key: { list: 'file/3', number: at + 1 } } }));
  const none = [
    await send(percent, false),
    await send(percent.slice(0, 1), false, { from: 'pipe' }),
    await send(keyed, false, { from: 'file' }),
  ];
  expect(none.flatMap(({ notes }) => notes).filter((note) => note.includes('key'))).toEqual([]);
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

describe('a time of 1960', () => {
  const at = Date.UTC(1960, 0, 1);
  const line = { values: { accuracy: 0.9 }, options: { at } };

  test('is refused where the monitor knows newer ones, and sent with --force', async () => {
    const { notes, report } = await send([line, line], false, { newest: noon });
    expect(notes).toEqual([
      'line 1: Time -315619200000 reads as 1960-01-01 00:00:00Z, 66 years before the newest that the monitor knows of `accuracy` (2026-03-02 12:00:00Z): is that the year? a number has a unit: --time-unit; --force sends it anyway',
      '1 more line with a fault that is told above',
    ]);
    expect(report).toMatchObject({ accepted: 0, rejected: 2 });
    expect(await send([line], true, { newest: noon })).toMatchObject({ report: { accepted: 1, odd: 1 } });
  });

  test('is told once, and counts, where it may begin a history, goes on with one, or is sent again', async () => {
    const told = [
      expect.stringMatching(
        /^line 1: time 1960-01-01 00:00:00Z is \d\d years behind the clock here, and counts all the same; check the year/
      ),
    ];
    const keyed = { ...line, options: { at, key: 'row 1' } };
    expect(await send([line, line], false)).toMatchObject({ notes: told, report: { accepted: 2 } });
    expect(await send([line], false, { newest: Date.UTC(1959, 0, 1) })).toMatchObject({
      notes: told,
      report: { accepted: 1 },
    });
    expect(await send([keyed], false, { newest: noon })).toMatchObject({ notes: told, report: { accepted: 1 } });
  });
});

test('what counted nowhere, as another run sent the same at that time, did not count late', async () => {
  const lines = [0, 1, 2].map((i) => ({ values: { accuracy: 0.9 }, options: { at: noon - i * 60_000, key: `k${i}` } }));
  const counted = (repeated: number, outOfOrder: number) => (monitor: TestMonitor) => {
    const { counts } = monitor.state;
    monitor.state = { ...monitor.state, counts: { ...counts, repeated, outOfOrder } };
  };
  const reportOf = async (meanwhile: (monitor: TestMonitor) => void): Promise<unknown> =>
    (await send(lines, true, { meanwhile })).report;
  expect(await reportOf(counted(3, 3))).toMatchObject({ accepted: 3, notCounted: { repeated: 3 }, outOfOrder: 0 });
  expect(await reportOf(counted(1, 3))).toMatchObject({ notCounted: { repeated: 1 }, outOfOrder: 2 });
  expect(await reportOf(counted(0, 1))).toMatchObject({ outOfOrder: 1 });
});

test('a history for a monitor that has no values yet is told of once, unless it is paused', async () => {
  const days = (count: number): Line => ({
    values: { accuracy: 0.9 },
    options: { at: Date.now() - count * 86_400_000 },
  });
  const told = (notes: string[]): string[] => notes.filter((line) => line.includes('a history begins'));
  const old = await send([days(50.5), days(49.5)], false, { from: 'file' });
  expect(told(old.notes)).toEqual([
    expect.stringMatching(
      /^line 1: a history begins here, 50 days back, .*`monitor pause` before and `monitor resume`/
    ),
  ]);
  for (const more of [{ isPaused: true }, { newest: noon - 86_400_000 }, { isOfFlags: true }])
    expect(told((await send([days(50.5)], false, { from: 'file', ...more })).notes)).toEqual([]);
  expect(told((await send([days(0.5)], false, { from: 'file' })).notes)).toEqual([]);
});
