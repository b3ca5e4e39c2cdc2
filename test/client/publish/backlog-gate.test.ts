import { describe, expect, test } from 'vitest';
import { BackPressureError } from '../../../src/terms/errors.ts';
import { BacklogGate } from '../../../src/client/publish/backlog-gate.ts';
import { FakeSender } from './fake-sender.ts';
import { ManualClock, settled } from './manual-clock.ts';
import { Publisher } from '../../../src/client/publish/publisher.ts';
import {
  resolvePublisherOptions,
  type DeliveryFailure,
  type PublisherOptions,
} from '../../../src/client/publish/publisher-options.ts';
import type { Backlog } from '../../../src/client/publish/sender.ts';

const model = 'shop:ranker';
const workflowId = 'monitor/shop:ranker';
const mebibyte = 1024 * 1024;
/** What a server takes in one run: beyond the bytes it ends it, beyond the signals it refuses them. */
const serverEnds = { bytes: 50 * mebibyte, signals: 10_000 };

const backlogOf = (backlog: Partial<Backlog>): Backlog => ({
  historyLength: 100,
  historyBytes: 0,
  waitingTask: 'a',
  ...backlog,
});

function setUp(options: PublisherOptions, sender = new FakeSender()) {
  const clock = new ManualClock();
  const failures: DeliveryFailure[] = [];
  const onError = (failure: DeliveryFailure): void => void failures.push(failure);
  const publisher = new Publisher(sender, { onError, ...options }, { clock, random: () => 0 });
  return { sender, clock, failures, publisher };
}

describe('a monitor that is not being processed', () => {
  test('is sent nothing more until its backlog shrinks', async () => {
    const { publisher, sender, clock } = setUp({ batchSize: 1, probeEvery: 1, maxBacklog: 10 });
    const record = async (value: number, backlog: Partial<Backlog>) => {
      sender.backlog = backlogOf(backlog);
      publisher.record(model, { accuracy: value });
      await settled();
      return sender.sends;
    };
    expect(await record(1, { historyLength: 100 })).toBe(1);
    expect(await record(2, { historyLength: 109 })).toBe(2);
    expect(await record(3, { historyLength: 110 })).toBe(2);
    await clock.pass(4_000);
    expect(sender.sends).toBe(2);
    sender.backlog = backlogOf({ historyLength: 20, waitingTask: null });
    await clock.pass(5_000);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3]);
  });

  test('is sent nothing more once its history holds too many bytes, however few events', async () => {
    const { publisher, sender, clock } = setUp({ batchSize: 1, maxHistoryBytes: 8 * mebibyte });
    sender.backlog = backlogOf({ historyBytes: 8 * mebibyte });
    publisher.record(model, { accuracy: 1 });
    await clock.pass(10_000);
    expect(sender.sends).toBe(0);
    sender.backlog = backlogOf({ historyBytes: mebibyte, waitingTask: null });
    await clock.pass(5_000);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1]);
  });

  test('is told of by name when it stays so', async () => {
    const { publisher, sender, clock, failures } = setUp({ batchSize: 1, retryForMs: 1_000 });
    sender.backlog = backlogOf({ historyLength: 9_000, historyBytes: 3 * mebibyte, waitingTask: null });
    publisher.record(model, { accuracy: 1 });
    await clock.pass(2_000);
    expect(failures.map(({ error }) => error.name)).toEqual(['BackPressureError']);
    expect(failures[0]?.error.message).toContain('9000 events and 3.0 MiB in its history');
  });
});

describe('how often the server is asked', () => {
  const recordMany = (publisher: Publisher, count: number): void => {
    for (let i = 0; i < count; i++) publisher.record(model, { accuracy: i });
  };

  test('before the first batch, and then only now and then while all is well', async () => {
    const { publisher, sender } = setUp({ batchSize: 1, probeEvery: 10 });
    sender.backlog = backlogOf({ waitingTask: null });
    recordMany(publisher, 50);
    await publisher.flush();
    expect(sender.probes).toBe(5);
  });

  test('the more often, the less room is left', async () => {
    const { publisher, sender } = setUp({ batchSize: 1 });
    sender.backlog = backlogOf({ historyLength: 8_872 });
    recordMany(publisher, 50);
    await publisher.flush();
    expect(sender.probes).toBe(25);
  });

  const silent = (): Promise<undefined> => Promise.resolve(undefined);
  /** How many batches of a quarter mebibyte pass before it holds back. */
  async function passing(gate: BacklogGate, probe: () => Promise<Backlog | undefined>): Promise<number> {
    for (let count = 0; ; count++) {
      try {
        await gate.pass(model, mebibyte / 4, probe);
      } catch {
        return count;
      }
      gate.sent(mebibyte / 4);
    }
  }

  test('without an answer an eighth of the room is used, whoever else gets none, and again in the course of a day', async () => {
    let now = 0;
    const gate = new BacklogGate(resolvePublisherOptions(), () => now);
    expect(await passing(gate, silent)).toBe(10);
    await expect(gate.pass(model, mebibyte, silent)).rejects.toThrow(
      'cannot be read, and 2.5 MiB have been sent since the last answer'
    );
    now += 12 * 3_600_000;
    expect(await passing(gate, silent)).toBe(5);
    now += 30 * 24 * 3_600_000;
    expect(await passing(gate, silent)).toBe(10);
  });

  test('an answer gives it all back, and one that says that there is no room counts until the next', async () => {
    let now = 0;
    const gate = new BacklogGate(resolvePublisherOptions(), () => now);
    await passing(gate, silent);
    await gate.pass(model, 1, () => Promise.resolve(backlogOf({ waitingTask: null })));
    expect(await passing(gate, silent)).toBeGreaterThanOrEqual(10);
    await gate.pass(model, 1, () => Promise.resolve(backlogOf({ waitingTask: null })));
    for (let i = 0; i < 50; i++) gate.sent(mebibyte);
    const full = (): Promise<Backlog> => Promise.resolve(backlogOf({ historyBytes: 21 * mebibyte }));
    await expect(gate.pass(model, 1, full)).rejects.toThrow('not being processed');
    now += 24 * 3_600_000;
    expect(await passing(gate, silent)).toBe(0);
  });

  test('a batch that is larger than all that may go unanswered is not stuck for ever', async () => {
    const gate = new BacklogGate({ probeEvery: 50, maxBacklog: 1_000, maxHistoryBytes: mebibyte }, () => 0);
    expect(await passing(gate, silent)).toBe(1);
  });
});

describe('many publishers, none of which knows of the others', () => {
  /** Answers everybody at once with what it has, before anybody sends: the worst that can happen. */
  async function fillUntilAllHold(gates: readonly BacklogGate[], bytes: number): Promise<Backlog> {
    const history = { historyLength: 2, historyBytes: 0, waitingTask: 'a' };
    for (;;) {
      const now = { ...history };
      const sent = await Promise.all(
        gates.map(async (gate) => {
          let count = 0;
          let asked = 0;
          try {
            // Until it asks a second time: by then the others would have sent too.
            for (; count < 100_000; count++) {
              await gate.pass(model, bytes, () => Promise.resolve((asked += 1) > 1 ? undefined : now));
              if (asked > 1) break;
              gate.sent(bytes);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(BackPressureError);
          }
          return count;
        })
      );
      const total = sent.reduce((sum, count) => sum + count, 0);
      if (total === 0) return history;
      history.historyLength += total;
      history.historyBytes += total * bytes;
    }
  }

  test.each([
    ['500 segments of two metrics', 110_000],
    ['full batches of long decimals', 250_000],
    ['a thousand values a batch', 12_000],
    ['one value a batch', 500],
  ])('%s: one, twenty or a hundred hold back long before the server ends the run', async (_, bytes) => {
    for (const publishers of [1, 20, 100]) {
      const options = resolvePublisherOptions();
      const gates = Array.from({ length: publishers }, () => new BacklogGate(options));
      const { historyLength, historyBytes } = await fillUntilAllHold(gates, bytes);
      expect(historyBytes).toBeLessThan(serverEnds.bytes - 4 * mebibyte);
      expect(historyLength).toBeLessThan(serverEnds.signals);
      expect(historyLength >= 1_000 || historyBytes > 19 * mebibyte).toBe(true);
    }
  });

  test('no batch is larger than such a publisher may send, however long its segments and values are', async () => {
    const { publisher, sender } = setUp({ batchSize: 20_000, capacity: 60_000 });
    for (let i = 0; i < 25_000; i++) publisher.record(model, { accuracy: Math.sin(i) }, { at: i * i });
    for (let i = 0; i < 5_000; i++) publisher.record(model, { m: i }, { segment: `${i}`.padStart(128, 'é') });
    await publisher.flush();
    expect(sender.sizes.length).toBeGreaterThan(5);
    expect(Math.max(...sender.sizes)).toBeLessThan(260_000);
  });
});
