import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditFile } from '../../src/notify/audit-file.ts';
import { heardBatch } from '../../activities/heard-batch.ts';
import { Notifiers } from '../../src/notify/notifiers.ts';
import { onlyEvents, type Notifier } from '../../src/notify/notifier.ts';
import type { HeardBatch } from '../../src/notify/heard-batch.ts';

const raw = {
  source: 'api-1',
  seq: 7,
  series: [
    { metric: 'accuracy', version: '1.0.0', t0: 1_000, dt: 500, v: [0.9, null, 0.8] },
    { metric: 'latencyMs', segment: 'eu', t0: 0, dt: [10, 20], v: [35, 36] },
  ],
};

const batch = (seq: number): HeardBatch => heardBatch({ ...raw, seq }, 'shop:ranker', 5_000)!;

/** Hears metrics, and may be made to fail or to wait. */
function listener(act: (batch: HeardBatch) => void | Promise<void> = () => undefined): Notifier & { heard: number[] } {
  const heard: number[] = [];
  return {
    heard,
    notify: () => Promise.resolve(),
    hear: async (one) => {
      await act(one);
      heard.push(one.seq);
    },
  };
}

describe('a batch of metrics', () => {
  it('is heard as one row an observation, with its model, sender, version and time', () => {
    expect(heardBatch(raw, 'shop:ranker', 5_000)).toEqual({
      model: 'shop:ranker',
      heardAt: 5_000,
      source: 'api-1',
      incarnation: null,
      seq: 7,
      observations: [
        { metric: 'accuracy', segment: '', version: '1.0.0', at: 1_000, value: 0.9 },
        { metric: 'accuracy', segment: '', version: '1.0.0', at: 1_500, value: null },
        { metric: 'accuracy', segment: '', version: '1.0.0', at: 2_000, value: 0.8 },
        { metric: 'latencyMs', segment: 'eu', version: null, at: 10, value: 35 },
        { metric: 'latencyMs', segment: 'eu', version: null, at: 30, value: 36 },
      ],
    });
  });

  it.each([[null], ['accuracy=0.9'], [{ ...raw, seq: 0 }]])('that the monitor refuses is not heard: %j', (refused) => {
    expect(heardBatch(refused, 'shop:ranker', 0)).toBeUndefined();
  });
});

describe('notifiers that hear metrics', () => {
  it('are told of every batch, in order, and the others of none', { tags: ['m32.7'] }, async () => {
    const hearing = listener();
    const notifiers = new Notifiers({ hearing, deaf: { notify: () => Promise.resolve() } });
    for (const seq of [1, 2, 3]) notifiers.hear(batch(seq));
    await notifiers.heard();
    expect(hearing.heard).toEqual([1, 2, 3]);
  });

  it('are known to be there or not', () => {
    expect(new Notifiers({ hearing: listener() }).hearsMetrics()).toBe(true);
    expect(new Notifiers({ some: onlyEvents(listener(), ['drift']) }).hearsMetrics()).toBe(true);
    expect(new Notifiers({ deaf: auditFile('audit.jsonl') }).hearsMetrics()).toBe(false);
  });

  it('do not hold each other up, and what fails is told once until it is well again', { tags: ['m21.4'] }, async () => {
    const told: string[] = [];
    const broken = listener(({ seq }) => {
      if (seq !== 3) throw new Error('disk full');
    });
    const well = listener();
    const notifiers = new Notifiers({ broken, well }, (problem) => told.push(problem));
    for (const seq of [1, 2, 3, 4]) notifiers.hear(batch(seq));
    await notifiers.heard();
    expect(well.heard).toEqual([1, 2, 3, 4]);
    expect(broken.heard).toEqual([3]);
    const sentence = 'Notifier `broken` does not hear every batch of metrics: disk full';
    expect(told).toEqual([sentence, sentence]);
  });

  it('that never answer keep a thousand batches waiting, and no more', async () => {
    const told: string[] = [];
    const stuck = listener(() => new Promise<void>(() => undefined));
    const notifiers = new Notifiers({ stuck }, (problem) => told.push(problem));
    for (let seq = 1; seq <= 1_500; seq++) notifiers.hear(batch(seq));
    expect(told).toEqual([
      'Notifier `stuck` does not hear every batch of metrics: more than 1000 batches wait for it; the newest are left out',
    ]);
    await notifiers.heard(1);
  });

  it('an audit file among them has a line for every batch, where it asks for that', { tags: ['m21.4'] }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'audit-'));
    const path = join(folder, 'deep/audit.jsonl');
    const notifiers = new Notifiers({ audit: auditFile(path, { metrics: true }) });
    notifiers.hear(batch(1));
    notifiers.hear(batch(2));
    await notifiers.heard();
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [1, 2].map((seq) => ({ event: 'metrics', ...batch(seq) }))
    );
    await rm(folder, { recursive: true });
  });
});
