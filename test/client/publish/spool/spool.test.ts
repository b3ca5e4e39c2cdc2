import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { FakeSender, type Fate } from '../fake-sender.ts';
import { ManualClock, settled } from '../manual-clock.ts';
import { Publisher } from '../../../../src/client/publish/publisher.ts';
import type { PublisherOptions } from '../../../../src/client/publish/publisher-options.ts';

const model = 'shop:ranker';
const workflowId = 'monitor/shop:ranker';
const root = mkdtempSync(join(tmpdir(), 'temporal-retrain-spool-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(root, `${(folders += 1)}`);

function setUp(directory: string, sender = new FakeSender(), options: PublisherOptions = {}) {
  const clock = new ManualClock();
  const publisher = new Publisher(
    sender,
    { spool: { directory }, onError: () => undefined, ...options },
    { clock, random: () => 0 }
  );
  return { publisher, sender, clock };
}

/** What a process that is killed now leaves behind: its folder, in which nobody tidies up. */
function killed(directory: string): string {
  const copy = newFolder();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

describe('a publisher with a spool', () => {
  test('that is killed leaves what it accepted, and the next one sends it without being asked', async () => {
    const first = newFolder();
    const before = setUp(first, new FakeSender(['hangs']), { batchSize: 2 });
    for (const value of [1, 2, 3])
      before.publisher.record(model, { accuracy: value }, { segment: 'DE', key: `k${value}` });
    await settled();
    const { sender, publisher } = setUp(killed(first));
    expect(publisher.pending()).toEqual({ [model]: 3 });
    await publisher.flush();
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3]);
    expect(sender.taken.get(workflowId)?.[0]?.series[0]).toMatchObject({
      segment: 'DE',
      keys: [expect.any(Number), expect.any(Number)],
    });
    await publisher.close();
  });

  test('any number of lives, killed at any point, bring every accepted value to the monitor once and in order', async () => {
    const fate = fc.constantFrom<Fate>('ok', 'ok', 'lost', 'doubtful', 'late', 'hangs');
    const life = fc.record({
      fates: fc.array(fate, { maxLength: 6 }),
      steps: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 8 }),
      batchSize: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
        const sender = new FakeSender();
        let directory = newFolder();
        let accepted = 0;
        for (const { fates, steps, batchSize } of lives) {
          sender.fates = [...fates];
          const { publisher, clock } = setUp(directory, sender, { batchSize, lingerMs: 50 });
          for (const step of steps) {
            if (step === 0) await clock.pass(400);
            for (let i = 0; i < step; i++) {
              publisher.record(model, { accuracy: accepted });
              accepted += 1;
            }
          }
          directory = killed(directory);
          // What the dead one had on its way may still arrive, nothing else of it does.
          sender.fates = Array<Fate>(1_000).fill('hangs');
          const closing = publisher.close({ timeoutMs: 0 });
          await clock.pass(0);
          await closing;
        }
        sender.fates = [];
        const { publisher } = setUp(directory, sender);
        await publisher.flush();
        expect(sender.values(workflowId, 'accuracy')).toEqual(Array.from({ length: accepted }, (_, i) => i));
        await publisher.close();
      }),
      { numRuns: 30 }
    );
  });

  test('that is closed with something left hands it back, and the next one sends it all the same, once', async () => {
    const directory = newFolder();
    const { publisher, clock } = setUp(directory, new FakeSender(Array<Fate>(50).fill('lost')), { batchSize: 2 });
    for (const value of [1, 2, 3]) publisher.record(model, { accuracy: value });
    const closing = publisher.close({ timeoutMs: 1_000 });
    await clock.pass(1_000);
    const [rest] = await closing;
    const sender = new FakeSender();
    for (const batch of rest?.batches ?? []) await sender.send(workflowId, batch);
    const next = setUp(directory, sender);
    await next.publisher.flush();
    expect(sender.values(workflowId, 'accuracy')).toEqual([1, 2, 3]);
    await next.publisher.close();
  });

  test('keeps its source from life to life, and tells its lives apart', async () => {
    const directory = newFolder();
    const sender = new FakeSender();
    for (const value of [1, 2]) {
      const { publisher } = setUp(directory, sender);
      publisher.record(model, { accuracy: value });
      await publisher.flush();
      await publisher.close();
    }
    const [first, second] = sender.taken.get(workflowId) ?? [];
    expect(second?.source).toBe(first?.source);
    expect(second?.incarnation).not.toBe(first?.incarnation);
    expect([first?.seq, second?.seq]).toEqual([1, 2]);
  });

  test('says how much waits, how long, and in how many bytes', async () => {
    const directory = newFolder();
    const { publisher, clock } = setUp(directory, new FakeSender(['refused']));
    publisher.record(model, { accuracy: 1 });
    await clock.pass(5_000);
    const { [model]: stats } = publisher.stats();
    expect(stats).toMatchObject({ waiting: 1, oldestMs: 5_000, error: { message: 'refused' }, spool: { damaged: 0 } });
    expect(stats?.spool?.bytes).toBeGreaterThan(50);
    await clock.pass(60_000);
    expect(publisher.stats()[model]).toMatchObject({ waiting: 0, oldestMs: null });
    await publisher.close();
  });

  test('refuses aloud when its files are full, and goes on when they are not', async () => {
    const directory = newFolder();
    const { publisher, sender, clock } = setUp(directory, new FakeSender(['refused']), {
      spool: { directory, maxBytes: 1024 * 1024 },
      maxWaitMs: 60_000,
    });
    let accepted = 0;
    const refused = (): unknown => {
      try {
        for (;;) {
          publisher.record(model, { accuracy: accepted });
          accepted += 1;
        }
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({
      name: 'BackPressureError',
      message: expect.stringContaining('raise `spool.maxBytes`'),
    });
    const waits = publisher.recordAsync(model, { accuracy: accepted });
    await clock.pass(31_000);
    await waits;
    await publisher.flush();
    expect(sender.values(workflowId, 'accuracy')).toHaveLength(accepted + 1);
    await publisher.close();
  });
});

describe('a folder', () => {
  test('is for one publisher at a time, in this process as in any other', async () => {
    const directory = newFolder();
    const { publisher } = setUp(directory);
    expect(() => setUp(directory)).toThrow(`is used by process ${process.pid} on`);
    const lockModule = fileURLToPath(
      new URL('../../../../src/client/publish/spool/lock-directory.ts', import.meta.url)
    );
    const script = `import { lockDirectory } from ${JSON.stringify(lockModule)}; lockDirectory(process.argv[1]); console.log('taken');`;
    const tryIt = () =>
      spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, directory], {
        encoding: 'utf8',
      });
    expect(tryIt().stderr).toContain('give every process its own folder');
    await publisher.close();
    expect(tryIt()).toMatchObject({ stdout: 'taken\n', status: 0 });
    await setUp(directory).publisher.close();
  });

  test.each([
    [{ directory: '' }, 'Expected `spool.directory` to be the path of a folder, got ``'],
    [
      { directory: root, fsync: 'sometimes' },
      'Expected `spool.fsync` to be `never`, `interval` or `always`, got `sometimes`',
    ],
    [{ directory: root, maxBytes: 10 }, 'Expected `spool.maxBytes` to be a whole number from 1048576, got `10`'],
    [{ directory: '/dev/null/spool' }, 'The spool `/dev/null/spool` could not be opened'],
    [{ directory: '/proc/x/spool' }, 'The spool `/proc/x/spool` could not be opened'],
  ])('%j cannot be used, and is told why', (spool, message) => {
    expect(() => new Publisher(new FakeSender(), { spool: spool as never })).toThrow(message);
  });

  test.each(['never', 'interval', 'always'] as const)('works with fsync %s', async (fsync) => {
    const directory = newFolder();
    const { publisher, sender, clock } = setUp(directory, new FakeSender(), { spool: { directory, fsync } });
    publisher.record(model, { accuracy: 1 });
    await clock.pass(3_000);
    expect(sender.values(workflowId, 'accuracy')).toEqual([1]);
    await publisher.close();
  });
});
