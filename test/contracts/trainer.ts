import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/terms/json.ts';
import type { Artifact } from '../../src/core/state/lineage.ts';
import type { EvaluateRequest, Trainer, TrainRequest, TrainResult } from '../../src/trainers/trainer.ts';
import { fakeJob } from '../fakes/job.ts';
import { makeRows, rowIntervalMs, writeRows } from '../fakes/rows-file.ts';

export interface TrainerFixture {
  trainer: Trainer;
  /** Options of a request that trains on the rows of `csv`. */
  options: JsonObject;
  /** Options that can never work. */
  brokenOptions: JsonObject;
  /** Train within a second or so. */
  hyperparameters: JsonObject;
  /** Would train for a minute. */
  slow: JsonObject;
  /** Long enough for a heartbeat with a checkpoint to arrive while it trains; absent: it does not resume. */
  resumable?: JsonObject;
}

/** What every trainer must do. `make` gets the CSV file of the rows and an empty folder for whatever the trainer keeps. */
export function describeTrainer(name: string, make: (csv: string, folder: string) => Promise<TrainerFixture>): void {
  describe(`${name}, as every trainer,`, () => {
    let folder: string;
    let csv: string;
    let fixture: TrainerFixture;
    let run = 0;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'trainer-'));
      csv = join(folder, 'rows.csv');
      fixture = await make(csv, join(folder, 'artifacts'));
    });
    beforeEach(() => writeRows(csv, makeRows(400)));
    afterAll(async () => {
      await fixture.trainer.close?.();
      await rm(folder, { recursive: true, force: true });
    });

    const request = (changes: Partial<TrainRequest> = {}): TrainRequest => ({
      model: 'shop:ranker',
      retrainId: `monitor/shop:ranker/retrain/${(run += 1)}`,
      attempt: 1,
      kind: 'full',
      base: null,
      hyperparameters: fixture.hyperparameters,
      seed: 7,
      data: { to: 299 * rowIntervalMs, holdoutSamples: 50 },
      options: fixture.options,
      ...changes,
    });
    const train = (changes: Partial<TrainRequest> = {}): Promise<TrainResult> =>
      fixture.trainer.train(request(changes), fakeJob());
    const evaluation = (artifact: Artifact, changes: Partial<EvaluateRequest> = {}): EvaluateRequest => {
      const { model, retrainId, data, options } = request();
      return { model, retrainId, data, options, artifact, ...changes };
    };
    const evaluate = (artifact: Artifact, changes: Partial<EvaluateRequest> = {}) =>
      fixture.trainer.evaluate(evaluation(artifact, changes), fakeJob());

    test('an artifact is named by the digest and size of its bytes, and comes with finite metrics', async () => {
      const { artifact, metrics } = await train();
      const bytes = await readFile(fileURLToPath(artifact.uri));
      expect(artifact).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
      expect(Object.keys(metrics)).not.toHaveLength(0);
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    });

    test('the same request gives the same bytes on every attempt, each in a place of its own', async () => {
      const first = request();
      const results = [first, { ...first, attempt: 2 }].map((each) => fixture.trainer.train(each, fakeJob()));
      const [one, two] = await Promise.all(results);
      expect(two?.artifact.sha256).toBe(one?.artifact.sha256);
      expect(two?.artifact.uri).not.toBe(one?.artifact.uri);
      expect(two?.metrics).toEqual(one?.metrics);
    });

    test('a trial is scored like a run and its artifact lies elsewhere', async () => {
      const final = request();
      const trial = await fixture.trainer.train({ ...final, trial: { number: 3 } }, fakeJob());
      const result = await fixture.trainer.train(final, fakeJob());
      expect(trial.metrics).toEqual(result.metrics);
      expect(trial.artifact.uri).not.toBe(result.artifact.uri);
    });

    test('a soft retrain continues from its base, so it differs from a full one', async () => {
      const { artifact: base } = await train({ data: { to: 150 * rowIntervalMs, holdoutSamples: 0 } });
      const soft = await train({ kind: 'soft', base });
      const full = await train({ kind: 'full', base });
      expect(soft.artifact.sha256).not.toBe(full.artifact.sha256);
      expect((await train()).artifact.sha256, 'a full retrain takes nothing from its base').toBe(full.artifact.sha256);
    });

    test('a soft retrain without a base is refused for good', async () => {
      await expect(train({ kind: 'soft' })).rejects.toMatchObject({ name: 'TrainingError', permanent: true });
    });

    test('rows later than `to` are never read', async () => {
      const before = await train();
      const scored = await evaluate(before.artifact);
      const ruined = makeRows(400).map((row) =>
        row.time > 299 * rowIntervalMs ? { ...row, a: 1e6, b: -1e6, label: 1 as const } : row
      );
      await writeRows(csv, ruined);
      const after = await train();
      expect(after.artifact.sha256).toBe(before.artifact.sha256);
      expect((await evaluate(after.artifact)).losses).toEqual(scored.losses);
    });

    test('held-out rows are never trained on, nor do they count in the metrics of the training', async () => {
      const before = await train();
      const flipped = makeRows(400).map((row, at) =>
        at >= 250 && at < 300 ? { ...row, a: -row.a, label: (1 - row.label) as 0 | 1 } : row
      );
      await writeRows(csv, flipped);
      const after = await train();
      expect(after.artifact.sha256).toBe(before.artifact.sha256);
      expect(after.metrics).toEqual(before.metrics);
    });

    test('champion and challenger are judged on the same held-out rows, the newest ones, in the same order', async () => {
      const { artifact: champion } = await train({ data: { to: 100 * rowIntervalMs, holdoutSamples: 0 } });
      const { artifact: challenger } = await train();
      const [one, two, again] = [await evaluate(champion), await evaluate(challenger), await evaluate(champion)];
      const { digest, ...rows } = one.holdout;
      expect(rows).toEqual({ from: 250 * rowIntervalMs, to: 299 * rowIntervalMs, samples: 50 });
      // A trainer may tell by a digest that the rows were the same.
      expect(digest ?? '0').toMatch(/^[0-9a-f]+$/);
      expect(two.holdout).toEqual(one.holdout);
      expect([one.samples, one.losses?.length, two.losses?.length]).toEqual([50, 50, 50]);
      expect(two.losses).not.toEqual(one.losses);
      expect([again.losses, again.metrics]).toEqual([one.losses, one.metrics]);
      expect(one.metrics['accuracy']).toBeGreaterThan(0.6);
      expect(one.latencyMsP95).toBeGreaterThanOrEqual(0);
    });

    test.for([
      ['all there is', { to: null }, [0, 349, 350]],
      ['up to a time', {}, [0, 249, 250]],
      ['the newest n', { lastSamples: 120 }, [180, 249, 70]],
      ['the newest by age, the edge included', { lastMs: 100 * rowIntervalMs }, [199, 249, 51]],
      ['after a time, the edge left out', { from: 150 * rowIntervalMs }, [151, 249, 99]],
      [
        'the tightest of several',
        { from: 10 * rowIntervalMs, lastSamples: 200, lastMs: 150 * rowIntervalMs },
        [149, 249, 101],
      ],
    ] as const)('a selection of %s trains on just these rows', async ([, changes, [from, to, samples]]) => {
      const { dataWindow } = await train({ data: { to: 299 * rowIntervalMs, holdoutSamples: 50, ...changes } });
      expect(dataWindow).toEqual({ from: from * rowIntervalMs, to: to * rowIntervalMs, samples });
    });

    test('heartbeats tell how far it is', async () => {
      const job = fakeJob();
      await fixture.trainer.train(request(), job);
      const fractions = job.heartbeats.map(({ fraction }) => fraction);
      expect(fractions.length).toBeGreaterThan(1);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
      expect(job.heartbeats.some(({ score }) => Number.isFinite(score))).toBe(true);
    });

    test('a cancelled job ends soon, with the reason of the cancellation, and leaves nothing half-written', async () => {
      const reason = new Error('cancelled by the operator');
      const job = fakeJob({ onHeartbeat: (_, self) => self.abort(reason) });
      const asked = request({ hyperparameters: fixture.slow });
      await expect(fixture.trainer.train(asked, job)).rejects.toBe(reason);
      expect(job.heartbeats.at(-1)?.fraction, 'it does not go on to its end').toBeLessThan(0.9);
      const entries = await readdir(folder, { recursive: true });
      // A program may be killed while it writes a checkpoint; the whole one before it stays.
      expect(entries.filter((entry) => entry.endsWith('.tmp') && !entry.includes('checkpoints/'))).toEqual([]);
      const ofThisRun = entries.filter((entry) => entry.includes(`retrain-${run}-`) && /model\./.test(entry));
      expect(ofThisRun).toEqual([]);
    });

    test('a job that is cancelled before it starts does nothing', async () => {
      const job = fakeJob();
      job.abort();
      await expect(fixture.trainer.train(request(), job)).rejects.toBe(job.signal.reason);
      expect(job.heartbeats).toEqual([]);
    });

    test('an interrupted run resumes from its checkpoint and ends in the bytes of an unbroken one', async (context) => {
      const hyperparameters = fixture.resumable ?? context.skip('this trainer does not resume');
      const asked = request({ hyperparameters });
      const broken = fakeJob({
        onHeartbeat: ({ checkpoint, fraction }, job) => void (checkpoint && fraction > 0.5 && job.abort()),
      });
      await expect(fixture.trainer.train(asked, broken)).rejects.toThrow('cancelled by the test');
      const resumed = fakeJob({ lastProgress: broken.heartbeats.at(-1) });
      const result = await fixture.trainer.train({ ...asked, attempt: 2 }, resumed);
      expect(resumed.heartbeats[0]?.fraction).toBeGreaterThan(0.05);
      const unbroken = await fixture.trainer.train({ ...asked, attempt: 3 }, fakeJob());
      expect(result.artifact.sha256).toBe(unbroken.artifact.sha256);
    });

    test.for([
      ['too few rows', { data: { to: 5 * rowIntervalMs, holdoutSamples: 0 } }],
      ['no rows at all', { data: { to: -1, holdoutSamples: 0 } }],
    ] as const)('%s to train on are refused for good, with what was found', async ([, changes]) => {
      await expect(train(changes)).rejects.toMatchObject({
        name: 'TrainingError',
        permanent: true,
        message: expect.stringMatching(/\d/),
      });
    });

    test('options that can never work are refused for good', async () => {
      await expect(train({ options: fixture.brokenOptions })).rejects.toMatchObject({
        name: 'TrainingError',
        permanent: true,
      });
    });

    test('an artifact that is not there, and one that was overwritten, are errors of the evaluation', async () => {
      const { artifact } = await train();
      const missing = { ...artifact, uri: `${artifact.uri}.gone` };
      await expect(evaluate(missing)).rejects.toMatchObject({ name: 'TrainingError', permanent: true });
      const overwritten = { ...artifact, sha256: '0'.repeat(64) };
      await expect(evaluate(overwritten)).rejects.toMatchObject({ name: 'TrainingError', permanent: true });
    });
  });
}
