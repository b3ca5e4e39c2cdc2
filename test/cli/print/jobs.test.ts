import { describe, expect, it } from 'vitest';
import { jobTexts, troubleOf } from '../../../src/cli/print/version/jobs.ts';
import { noon } from '../../support/policies.ts';
import type { RunningJob } from '../../../src/client/calls/running-jobs.ts';

const atWork: RunningJob = {
  activity: 'retrain.train',
  attempt: 1,
  scheduledAt: noon - 60_000,
  startedAt: noon - 59_000,
  isWaiting: false,
  taskQueue: 'train-python',
  nextAt: null,
  heartbeatAt: noon,
  fraction: null,
  message: null,
  score: null,
  log: [],
  failure: null,
};

const texts = (job: Partial<RunningJob>) => [
  jobTexts([{ ...atWork, ...job }], noon)[0],
  troubleOf([{ ...atWork, ...job }], noon),
];

describe('what the jobs of a retrain do', () => {
  it('is nothing to speak of while one works and says nothing', () => {
    expect(texts({})).toEqual([undefined, undefined]);
  });

  it('is how far it is, in its own words, which are no trouble', () => {
    expect(texts({ fraction: 0.4, message: 'epoch 7' })).toEqual(['train says: 40 %, epoch 7', undefined]);
    expect(texts({ message: 'epoch\u001b[2J' })[0]).not.toContain('\u001b');
  });

  it('is why it has failed, how often, and when it is tried again', () => {
    const failed = { attempt: 4, failure: '`python3` ended with 1', nextAt: noon + 8_000 };
    const text = 'train has failed 3 times: `python3` ended with 1; attempt 4 begins at 2026-03-02 12:00:08Z';
    expect(texts(failed)).toEqual([text, text]);
    const again = 'train has failed once, and attempt 2 is under way: no disk';
    expect(texts({ attempt: 2, failure: 'no disk' })).toEqual([again, again]);
  });

  it('is that nobody has taken it, once a worker that is there would have', () => {
    const waits = { isWaiting: true, startedAt: null };
    expect(texts({ ...waits, scheduledAt: noon - 4_999 })).toEqual([undefined, undefined]);
    const text =
      'train waits for a worker of task queue `train-python` since 2026-03-02 11:59:00Z: `temporal-retrain doctor` says who is there';
    expect(texts(waits)).toEqual([text, text]);
    expect(texts({ ...waits, taskQueue: null })[0]).toContain('waits for a worker since');
  });
});
