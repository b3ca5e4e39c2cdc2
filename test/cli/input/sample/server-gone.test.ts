import { afterEach, expect, test, vi } from 'vitest';
import { MetricSending } from '../../../../src/cli/input/sample/metric-sending.ts';
import { NoWorkerError, ServerUnavailableError } from '../../../../src/terms/errors.ts';
import type { MonitorClient } from '../../../../src/client/monitor-client.ts';
import type { RecordOptions } from '../../../../src/client/publish/observation.ts';
import { Undelivered } from '../../../../src/cli/input/sample/undelivered.ts';
import type { ReadSample } from '../../../../src/samples/read-samples.ts';

const never = (): Promise<never> => new Promise<never>(() => undefined);
const gone = new ServerUnavailableError('Delivering metrics of `shop:ranker` failed: no answer');

interface Case {
  /** Rows of two observations each. */
  rows: number;
  /** Observations that the server confirms before it goes away. */
  confirms: number;
  options?: RecordOptions;
  /** Rows for which there is room. */
  room?: number;
  /** When the input comes to an end. @default after its rows */
  end?: () => Promise<void>;
  /** When all rows were taken. */
  onTaken?: (interrupt: AbortController) => void;
  onFlush?: (sending: MetricSending, interrupt: AbortController) => void;
  onFull?: (sending: MetricSending, interrupt: AbortController) => void;
  patienceMs?: number;
  from?: 'pipe';
  wait?: { isTold: boolean } | undefined;
  isFlushed?: boolean;
}

/** Sends to a server that goes away. */
async function send({
  rows,
  confirms,
  options = {},
  room = rows,
  end,
  onTaken,
  onFlush,
  onFull,
  patienceMs = 1_000,
  from,
  wait,
  isFlushed = false,
}: Case) {
  const interrupt = new AbortController();
  const notes: string[] = [];
  let accepted = 0;
  const handle = {
    config: () => Promise.reject(new NoWorkerError('nobody answers', 'gpu')),
    state: () => Promise.reject(new NoWorkerError('nobody answers', 'gpu')),
    recordAsync: () => {
      if (accepted < room) return Promise.resolve(void (accepted += 1));
      setImmediate(() => onFull?.(sending, interrupt));
      return never();
    },
    flush: () => (onFlush?.(sending, interrupt), isFlushed ? Promise.resolve() : never()),
  };
  const client = { monitor: () => handle, totals: () => ({ delivered: confirms }) } as unknown as MonitorClient;
  async function* samples(): AsyncGenerator<ReadSample> {
    for (let line = 2; line < rows + 2; line++)
      yield await Promise.resolve({ line, sample: { values: { accuracy: 0.9, f1: 0.9 }, options } });
    if (onTaken) setImmediate(() => onTaken(interrupt));
    await end?.();
  }
  const { signal } = interrupt;
  const about = {
    model: 'shop:ranker',
    ignoreUnknown: false,
    signal,
    graceMs: 0,
    patienceMs,
    from,
    ...(wait && { wait }),
  };
  const sending: MetricSending = new MetricSending(about);
  const report = await sending.run(client, samples(), (line) => notes.push(line)).catch((error: unknown) => error);
  return { report, all: notes, notes: notes.slice(1) };
}

afterEach(() => void vi.useRealTimers());

test('Ctrl-C in the middle, where all that was read has arrived, says after which line to go on', async () => {
  const { notes } = await send({ rows: 3, confirms: 6, end: never, onTaken: (interrupt) => interrupt.abort() });
  expect(notes).toEqual(['all that was read has arrived; go on after line 4']);
});

test('Ctrl-C while the server takes nothing ends it, and says which lines to send again', async () => {
  const { report, notes } = await send({ rows: 5, confirms: 4, onFlush: (_, interrupt) => interrupt.abort() });
  expect(report).toMatchObject({ accepted: 10, sent: 4 });
  expect(notes).toEqual([
    '2 of 5 rows delivered; the rest is not kept: send lines 4 to 6 again (the first of it may have arrived unanswered, and counts again where it has no key)',
  ]);
});

test('Ctrl-C while there is no room for more ends it too', async () => {
  const onFull: Case['onFull'] = (_, interrupt) => interrupt.abort();
  const { report, notes } = await send({ rows: 5, room: 3, confirms: 3, options: { key: 'a' }, onFull });
  expect(report).toMatchObject({ accepted: 6, sent: 3 });
  expect(notes).toEqual([
    '1 of 4 rows delivered; the rest is not kept: send what stands from line 3 on again (what has arrived of it counts once, so that all may be sent again)',
  ]);
});

test('a server that stays away ends it with the same count', async () => {
  const { report, notes } = await send({ rows: 2, confirms: 2, onFlush: (sending) => sending.fail(gone) });
  expect(report).toBeInstanceOf(ServerUnavailableError);
  expect((report as Error).message).toBe(
    `${gone.message}. 1 of 2 rows delivered; the rest is not kept: send line 3 again (the first of it may have arrived unanswered, and counts again where it has no key)`
  );
  expect((report as Error).cause).toBe(gone);
  expect(notes).toEqual([]);
});

test('of one row alone no lines are named', async () => {
  const { report } = await send({ rows: 1, confirms: 0, onFlush: (sending) => sending.fail(gone) });
  expect((report as Error).message).toContain('. 0 of 1 row delivered; it is not kept: send it again (');
});

test('where nothing was taken it speaks of no rows', async () => {
  const { report, notes } = await send({ rows: 0, confirms: 0, onFlush: (sending) => sending.fail(gone) });
  expect(report).toBe(gone);
  expect(notes).toEqual([]);
});

test('an outage in which a batch gets through is one, and the next is told again', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  const notes: string[] = [];
  let confirmed = 0;
  const undelivered = new Undelivered({
    delivered: () => confirmed,
    note: (line) => notes.push(line),
    patienceMs: 1_000,
  });
  for (let line = 2; line <= 101; line++) undelivered.take(line, 1, false);
  const unwatch = undelivered.watch();
  const pass = (seconds: number, perSecond = 0): void => {
    for (let quarter = 0; quarter < 4 * seconds; quarter++) {
      confirmed += perSecond / 4;
      vi.advanceTimersByTime(250);
    }
  };
  pass(3);
  pass(1 / 4, 4);
  pass(3);
  expect(notes).toEqual([expect.stringContaining('(0 of 100 rows delivered)')]);
  pass(2, 4);
  pass(3);
  expect(notes).toEqual([expect.anything(), expect.stringContaining('(9 of 100 rows delivered)')]);
  unwatch();
});

test('it speaks once while it waits for the server', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  const { report, notes } = await send({
    rows: 3,
    confirms: 2,
    onFlush: (sending) => {
      vi.advanceTimersByTime(20_000);
      sending.fail(gone);
    },
  });
  expect(notes).toEqual([
    'the server has confirmed nothing for 1 s (1 of 3 rows delivered): trying again, for a minute or so; Ctrl-C ends it',
  ]);
  expect((report as Error).message).toContain('. 1 of 3 rows delivered; the rest');
});

test('rows without a key are told by what to send again, and not beside it', async () => {
  const { notes } = await send({ rows: 2, confirms: 2, from: 'pipe', onFlush: (sending) => sending.fail(gone) });
  expect(notes).toEqual([]);
});

test.each([
  [undefined, 'nobody answers'],
  [{ isTold: false }, 'nobody answers'],
  [{ isTold: true }, 'the monitor has not answered'],
])('why the monitor says nothing is told once, and what it means for what is sent (%o)', async (wait, why) => {
  const { all } = await send({ rows: 1, confirms: 2, wait, isFlushed: true });
  expect(all).toEqual([
    `names of metrics and versions are not checked: ${why}. What is sent waits for it at the server`,
  ]);
});
