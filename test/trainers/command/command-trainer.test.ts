import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/terms/json.ts';
import { createCommandTrainer } from '../../../src/trainers/command/command-trainer.ts';
import type { CommandTrainerOptions } from '../../../src/trainers/command/options.ts';
import type { TrainRequest, TrainResult } from '../../../src/trainers/trainer.ts';
import { isAlive } from '../../support/is-alive.ts';
import { nastyArguments as nasty } from '../../fakes/nasty-arguments.ts';
import { trainRequest } from '../../fakes/train-request.ts';
import { fakeJob, type FakeJob } from '../../fakes/job.ts';

// The programs are the functions of test/fakes/odd-program.mjs, each run for real.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  args?: readonly string[];
  options?: Partial<CommandTrainerOptions>;
  request?: Partial<TrainRequest>;
  job?: FakeJob;
}

let runs = 0;
function train(what: string, { args = [], options, request, job = fakeJob() }: Run = {}): Promise<TrainResult> {
  const argv = [process.execPath, 'test/fakes/odd-program.mjs', what, '{request}', ...args];
  const trainer = createCommandTrainer({ artifacts: folder, train: argv, evaluate: argv, ...options });
  runs += 1;
  return trainer.train(trainRequest({ retrainId: `retrain/${runs}`, ...request }), job);
}

async function said(
  result: TrainResult
): Promise<{ argv: string[]; env: JsonObject; request: TrainRequest; checkpoint: string | null }> {
  return JSON.parse(await readFile(fileURLToPath(result.artifact.uri), 'utf8'));
}

async function filesOfLastRun(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((entry) => entry.includes(`retrain-${runs}-`));
}

describe('arguments', () => {
  test('every argument reaches the program as it is written', async () => {
    const result = await train('echo', { args: nasty });
    expect((await said(result)).argv).toEqual(nasty);
    expect(existsSync('pwned')).toBe(false);
  });

  test('values of a request reach the program as they are, in the file and nowhere else', async () => {
    const options = Object.fromEntries(nasty.map((text) => [text, text]));
    const result = await train('echo', {
      args: ['{output}'],
      request: { options, retrainId: '../../$(touch pwned)/\n', model: '..:..' },
    });
    const { argv, request } = await said(result);
    expect(request).toMatchObject({ options, retrainId: '../../$(touch pwned)/\n' });
    expect(argv).toHaveLength(1);
    expect(argv[0]).toMatch(/^[\w./-]+$/);
    expect(argv[0]?.startsWith(folder) && !argv[0].includes('..')).toBe(true);
  });

  test.for([
    [['train', '--request={request}'], /whole arguments/],
    [['train', 'a', 'b'], /Expected `\{request\}` as one of the arguments/],
    [['{request}'], /Expected `\{request\}` as one/],
    [['', '{request}'], /program first/],
    [['train', '{request}', 'a\0b'], /NUL/],
  ] as const)('a command line like %j is refused when the trainer is made', ([argv, message]) => {
    const make = () => createCommandTrainer({ artifacts: folder, train: [...argv], evaluate: ['x', '{request}'] });
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ name: 'ConfigurationError' }));
  });
});

describe('environment', () => {
  test('the program gets the variables that are passed and set, and no other', async () => {
    vi.stubEnv('A_SECRET_OF_THE_WORKER', 'hunter2');
    onTestFinished(() => void vi.unstubAllEnvs());
    const result = await train('echo', { options: { env: { pass: ['PATH', 'NOT_SET'], set: { MODE: '$HOME; x' } } } });
    expect((await said(result)).env).toEqual({
      PATH: process.env['PATH'],
      MODE: '$HOME; x',
      TEMPORAL_RETRAIN_JOB: expect.any(String),
    });
  });

  test('the program is running in the folder it is given', async () => {
    const options = {
      cwd: folder,
      train: [process.execPath, join(process.cwd(), 'test/fakes/odd-program.mjs'), 'echo', '{request}'],
    };
    expect(await said(await train('echo', { options }))).toMatchObject({ cwd: expect.stringContaining(folder) });
  });
});

describe('output', () => {
  test('progress lines become heartbeats, all other lines become log entries', async () => {
    const job = fakeJob();
    // No sign of life in between, however long the program takes to start.
    await train('progress', { job, options: { heartbeatMs: 3_600_000 } });
    const others = ['progress of science', 'progress {"fraction": 0.99}', 'progress {"fraction": 7}', '{"loss": 0.5}'];
    // Lines of the other stream may come sooner.
    const { log: sooner = [], ...first } = job.heartbeats[0] as { log?: string[] };
    expect(first).toEqual({ fraction: 0.25, message: 'a quarter', score: 0.7, checkpoint: 's3://bucket/step-1' });
    expect(others).toEqual(expect.arrayContaining(sooner));
    const { log, ...progress } = job.heartbeats.at(-1) as { log: string[] };
    expect(progress).toEqual({ fraction: 0.5, message: 'training', checkpoint: 's3://bucket/step-1' });
    // Who looks at the retrain reads the newest lines, of both streams in the order in which they came.
    expect(log.toSorted()).toEqual(others.toSorted());
    expect(job.logs.map(({ message }) => message).toSorted()).toEqual(others.toSorted());
  });

  test('the checkpoint of the last attempt is handed to the program', async () => {
    const job = fakeJob({ lastProgress: { fraction: 0.4, message: '', checkpoint: 's3://bucket/step-1' } });
    expect((await said(await train('echo', { job }))).checkpoint).toBe('s3://bucket/step-1');
  });

  test.for([
    ['lines', 1024],
    ['one endless line', 512],
  ] as const)('a flood of %s, %i MiB of it, fills neither memory nor the log', async ([kind, megabytes]) => {
    const job = fakeJob();
    const before = process.memoryUsage.rss();
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
    const result = await train('flood', { args: [kind, String(megabytes)], job });
    clearInterval(watch);
    expect(result.metrics).toEqual({ accuracy: 0.9 });
    expect(peak - before).toBeLessThan(200 * 2 ** 20);
    expect(job.logs.length).toBeLessThan(5000);
    if (kind === 'lines')
      expect(job.logs.some(({ message }) => /^\d+ lines of output left out$/.test(message))).toBe(true);
    else expect(job.logs[0]?.message).toHaveLength(8192);
  });

  test('a program that says nothing still shows signs of life', async () => {
    const job = fakeJob({ onHeartbeat: (_, self) => void (self.heartbeats.length === 3 && self.abort()) });
    await expect(train('hang', { job, options: { heartbeatMs: 30 } })).rejects.toThrow('cancelled by the test');
    expect(job.heartbeats[0]).toEqual({ fraction: 0, message: 'the program is running' });
  });
});

describe('results', () => {
  test.for([
    ['nothing', /write its result to .*result\.json, but it ended without one/],
    ['nan', /Expected JSON from .*NaN or Infinity, which are not JSON/s],
    ['noMetrics', /`metrics` to be at least one metric, got `\{\}`/],
    ['wrongShape', /expected `artifact` to be an object with `uri`, `sha256` and `bytes`, got `nothing`/],
    ['html', /Expected JSON from .*got `<html>/],
    ['link', /inside the output folder/],
  ] as const)('a program that leaves `%s` fails for good, with what was wrong', async ([what, message]) => {
    await expect(train(what)).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(message),
    });
    expect((await filesOfLastRun()).filter((entry) => entry.includes('output'))).toEqual([]);
  });

  test.for(['/etc/passwd', 'file:///etc/passwd', '../request.json', '..', '.'])(
    'an artifact at `%s` is refused',
    async (path) => {
      await expect(train('outside', { args: [path] })).rejects.toMatchObject({
        permanent: true,
        message: expect.stringMatching(/inside the output folder/),
      });
    }
  );

  test.for(['FILE:///etc/passwd', 'File:///etc/passwd', 'file://localhost/etc/passwd'])(
    'a reference to %j, with its true digest and size, is refused',
    async (uri) => {
      await expect(train('claim', { args: [uri, '/etc/passwd'] })).rejects.toMatchObject({
        permanent: true,
        message: expect.stringMatching(/inside the output folder/),
      });
    }
  );

  test.for([
    ['file://elsewhere.example/models/1.bin', /a `file:` URI of an artifact on this machine, got `file:\/\/elsewhere/],
    ['fi\tle:///etc/passwd', /`artifact\.uri` to be a URI such as/],
    ['FILE:///tmp%2f..%2fetc/passwd', /a `file:` URI of an artifact on this machine/],
  ] as const)('a reference to %j is refused', async ([uri, message]) => {
    await expect(train('claim', { args: [uri] })).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(message),
    });
  });

  test('a reference to the output folder with a digest that its file has not is refused, however its scheme is written', async () => {
    await expect(train('lie')).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/digest and size in its result/),
    });
  });

  test.for(['output', 'attempt'])(
    'a program that leaves a link in place of its %s folder is refused',
    async (which) => {
      const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
      await expect(train('swap', { args: [which, elsewhere] })).rejects.toMatchObject({
        permanent: true,
        message: expect.stringMatching(/output folder .* to be where it was before the run/),
      });
      await rm(elsewhere, { recursive: true, force: true });
    }
  );

  test('a base whose `FILE:` URI holds other bytes than registered is refused before the program is running', async () => {
    const base = { uri: 'FILE:///etc/passwd', sha256: 'a'.repeat(64), bytes: 7 };
    await expect(train('good', { request: { kind: 'soft', base } })).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/as it was registered/),
    });
  });

  test('an artifact that is not there is refused', async () => {
    await expect(train('outside', { args: ['gone.bin'] })).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/found none/),
    });
  });
});

describe('ends', () => {
  test.for([
    ['1', false],
    ['65', true],
    ['78', true],
  ] as const)('exit code %s is permanent: %s, and the last lines are in the message', async ([code, permanent]) => {
    await expect(train('exit', { args: [code] })).rejects.toMatchObject({
      name: 'TrainingError',
      permanent,
      message: expect.stringMatching(
        new RegExp(`exit code ${code}; its last lines:\nthe disk is full of \u{1F408}`, 'u')
      ),
    });
  });

  test('the exit codes that are permanent can be chosen', async () => {
    const options = { permanentExitCodes: [1] };
    await expect(train('exit', { args: ['1'], options })).rejects.toMatchObject({ permanent: true });
    await expect(train('exit', { args: ['65'], options })).rejects.toMatchObject({ permanent: false });
  });

  test('a program that does not exist fails for good', async () => {
    await expect(train('x', { options: { train: ['/no/such/program', '{request}'] } })).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/Expected to start `\/no\/such\/program`/),
    });
  });

  test('a program over its time is stopped, and may be tried again', async () => {
    await expect(train('hang', { options: { timeoutMs: 150 } })).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/within 150 ms/),
    });
  });

  test('a program that falls silent is stopped, where a limit is set', async () => {
    await expect(train('hang', { options: { silenceMs: 150 } })).rejects.toMatchObject({
      permanent: false,
      message: expect.stringMatching(/silent/),
    });
  });

  test('a program that ignores the polite signal is killed with all it forked', async () => {
    const job = fakeJob({ onHeartbeat: ({ fraction }, self) => void (fraction > 0 && self.abort()) });
    await expect(train('stubborn', { job, options: { killAfterMs: 200 } })).rejects.toThrow('cancelled by the test');
    const child = Number(job.heartbeats.at(-1)?.message);
    expect(child).toBeGreaterThan(1);
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  test('a child left behind that holds the output open delays nothing, and is killed', async () => {
    const job = fakeJob();
    // Waiting for the child would take longer than a test may.
    await train('orphan', { job });
    const child = Number(job.heartbeats.at(-1)?.message);
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  test('a job cancelled before it starts runs no program and leaves no file', async () => {
    const job = fakeJob();
    job.abort();
    await expect(train('good', { job })).rejects.toBe(job.signal.reason);
    expect(await filesOfLastRun()).toEqual([]);
  });
});
