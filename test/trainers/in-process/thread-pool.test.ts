import { expect, test } from 'vitest';
import { createThreadPool } from '../../../src/trainers/in-process/thread-pool.ts';
import { fakeJob } from '../../fakes/job.ts';

// The thread of these tests does what its task says: test/fakes/odd-thread.mjs.

const entry = new URL('../../fakes/odd-thread.mjs', import.meta.url);
const hooks = () => ({ signal: fakeJob().signal, onReply: () => {} });

test.for([
  ['ends the process', 'exit', /exit code 3/],
  ['throws outside of its task', 'crash', /it failed with off the rails/],
  ['runs out of memory', 'eat', /too little memory/],
] as const)('a thread that %s is an error that a retry may mend', async ([, task, message]) => {
  const pool = createThreadPool({ entry, memoryMb: 32 });
  await expect(pool.run(task, hooks())).rejects.toMatchObject({
    name: 'TrainingError',
    permanent: false,
    message: expect.stringMatching(message),
  });
  await expect(pool.run('answer', hooks()), 'the next task gets a thread that lives').resolves.toBe(1);
  await pool.close();
});

test('what the thread says failed keeps its kind', async () => {
  const pool = createThreadPool({ entry });
  await expect(pool.run('fail', hooks())).rejects.toMatchObject({
    name: 'TrainingError',
    permanent: true,
    message: 'too few rows',
  });
  await expect(pool.run('bug', hooks())).rejects.toMatchObject({
    permanent: false,
    message: expect.stringMatching(/failed with TypeError: x is no function/),
  });
  await pool.close();
});

test('a thread is kept for the next task, and one in a busy loop is ended at once when its job is cancelled', async () => {
  const pool = createThreadPool({ entry });
  expect([await pool.run('answer', hooks()), await pool.run('answer', hooks())]).toEqual([1, 2]);
  const job = fakeJob();
  const running = pool.run('spin', { signal: job.signal, onReply: () => job.abort() });
  // Its loop has no end of its own: waiting for it would take longer than a test may.
  const error = await running.catch((reason: unknown) => reason);
  expect(error).toBe(job.signal.reason);
  expect(job.signal.aborted).toBe(true);
  expect(await pool.run('answer', hooks()), 'a new thread counts from 1').toBe(1);
  await pool.close();
});

test('tasks at the same time run in threads of their own', async () => {
  const pool = createThreadPool({ entry });
  expect(await Promise.all([pool.run('answer', hooks()), pool.run('answer', hooks())])).toEqual([1, 1]);
  await pool.close();
});

test('a closed pool ends what runs and takes no more', async () => {
  const pool = createThreadPool({ entry });
  const running = expect(pool.run('spin', hooks())).rejects.toMatchObject({ name: 'TrainingError' });
  await pool.close();
  await running;
  await expect(pool.run('answer', hooks())).rejects.toThrow(/it was closed/);
});
