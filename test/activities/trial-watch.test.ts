import { describe, expect, it } from 'vitest';
import { TrialWatch } from '../../activities/trial-watch.ts';
import type { JobContext, Progress } from '../../src/trainers/trainer.ts';
import type { PruningQuery, TrialReport } from '../../activities/contract.ts';
import type { Trial } from '../../src/tuners/tuner.ts';

/** A rival that reported the same score at every tenth of its training. */
function rival(number: number, score: number): Trial {
  const intermediate = Array.from({ length: 10 }, (_, k): TrialReport => [10 * (k + 1), score]);
  return { number, params: {}, state: 'complete', value: score, intermediate };
}

const rivals = [0.5, 0.6, 0.7, 0.8, 0.9].map((score, number) => rival(number, score));
const median: PruningQuery = { pruner: { type: 'median' }, goal: 'maximize', trials: rivals };

function watch(query: PruningQuery, lastProgress?: object): { watch: TrialWatch; beats: Progress[] } {
  const beats: Progress[] = [];
  const job: JobContext = {
    signal: new AbortController().signal,
    heartbeat: (progress) => void beats.push(progress),
    log: () => {},
    ...(lastProgress ? { lastProgress: lastProgress as Progress } : {}),
  };
  return { watch: new TrialWatch(5, query, job), beats };
}

describe('the watch over a trial', () => {
  it('stops one that is worse than the median, by the signal that every trainer listens to', () => {
    const { watch: trial } = watch(median);
    trial.context.heartbeat({ fraction: 0.1, message: '', score: 0.6 });
    expect(trial.pruned).toBe(true);
    expect(trial.context.signal.aborted).toBe(true);
    expect(trial.failure()).toMatchObject({
      type: 'TrialPruned',
      nonRetryable: true,
      message: 'Trial 5 was stopped by median at 10 % with 0.6',
      details: [{ reports: [[10, 0.6]] }],
    });
  });

  it('lets one run that is better, and one that has come to its end', () => {
    const { watch: trial } = watch(median);
    trial.context.heartbeat({ fraction: 0.5, message: '', score: 0.75 });
    expect(trial.pruned).toBe(false);
    const late = watch(median).watch;
    late.context.heartbeat({ fraction: 1, message: '', score: 0.1 });
    expect(late.pruned).toBe(false);
  });

  it('knows which way is better', () => {
    const { watch: trial } = watch({ ...median, goal: 'minimize' });
    trial.context.heartbeat({ fraction: 0.1, message: '', score: 0.6 });
    expect(trial.pruned).toBe(false);
    trial.context.heartbeat({ fraction: 0.2, message: '', score: 0.95 });
    expect(trial.pruned).toBe(false);
    const worse = watch({ ...median, goal: 'minimize' }).watch;
    worse.context.heartbeat({ fraction: 0.1, message: '', score: 0.95 });
    expect(worse.pruned).toBe(true);
  });

  it('stops one whose score is no number, and keeps no such result', () => {
    const { watch: trial } = watch(median);
    trial.context.heartbeat({ fraction: 0.1, message: '', score: 0.8 });
    trial.context.heartbeat({ fraction: 0.2, message: '', score: Number.NaN });
    expect(trial.pruned).toBe(true);
    expect(trial.summary()).toEqual([[10, 0.8]]);
  });

  it('takes heartbeats without a score as signs of life only', () => {
    const { watch: trial, beats } = watch(median);
    trial.context.heartbeat({ fraction: 0.1, message: 'reading' });
    expect(trial.pruned).toBe(false);
    expect(beats).toEqual([{ fraction: 0.1, message: 'reading', reports: [] }]);
  });

  it('compares at the rungs only, by successive halving', () => {
    const { watch: trial } = watch({
      ...median,
      pruner: { type: 'asha', firstRung: 25, reduction: 2 },
    });
    trial.context.heartbeat({ fraction: 0.2, message: '', score: 0.1 });
    expect(trial.pruned).toBe(false);
    trial.context.heartbeat({ fraction: 0.3, message: '', score: 0.1 });
    expect(trial.pruned).toBe(true);
  });

  it('carries partial results in the heartbeats, so that the next attempt knows them', () => {
    const first = watch(median);
    first.watch.context.heartbeat({ fraction: 0.1, message: '', score: 0.8 });
    first.watch.context.heartbeat({ fraction: 0.2, message: '', score: 0.9 });
    const second = watch(median, JSON.parse(JSON.stringify(first.beats.at(-1))) as object);
    second.watch.context.heartbeat({ fraction: 0.3, message: '', score: 0.91 });
    expect(second.watch.summary()).toEqual([
      [10, 0.8],
      [20, 0.9],
      [30, 0.91],
    ]);
  });

  it('ignores heartbeats of an earlier attempt that are no partial results', () => {
    const { watch: trial } = watch(median, { fraction: 0.5, message: '', reports: [[1], 'x', [10, null], [20, 0.9]] });
    expect(trial.summary()).toEqual([[20, 0.9]]);
  });

  it('keeps some twenty partial results, however many there are', () => {
    const { watch: trial } = watch(median);
    for (let step = 1; step <= 10_000; step++)
      trial.context.heartbeat({ fraction: step / 10_000, message: '', score: 0.9 + step / 1e6 });
    expect(trial.summary().length).toBeLessThanOrEqual(22);
    expect(trial.summary()[0]).toEqual([0.01, 0.900001]);
    expect(trial.summary().at(-1)).toEqual([100, 0.91]);
  });
});
