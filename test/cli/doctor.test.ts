import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import type { Finding } from '../../src/doctor/check.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'temporal-retrain-doctor-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const withRows = (csv: string): string => `{ options: { data: { csv: ${csv}, time: at, label: y } } }`;

/** Nothing listens on the first port. */
const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

describe('doctor without a server', () => {
  it('looks at this machine all the same, and tells the server with cause and fix', async () => {
    const { code, stdout, stderr } = await runCli(['doctor', '--home', home, '--json'], { env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { isWell, findings } = JSON.parse(stdout) as { isWell: boolean; findings: Finding[] };
    expect(isWell).toBe(false);
    expect(findings.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'node ok',
      'sdk ok',
      'registry ok',
      'artifacts ok',
      'server fault',
    ]);
    expect(findings.at(-1)).toMatchObject({
      cause: 'No Temporal server answers at 127.0.0.1:1 (nothing listens there)',
      fix: expect.stringContaining('temporal-retrain dev') as string,
    });
    expect(await readdir(home)).toEqual([]);
  });

  it('finds a fault in an address that is none, and in a profile that is not there', async () => {
    for (const [flags, cause, fix] of [
      [['--address', 'http//x'], 'Expected the address of the Temporal server to be host:port', 'correct --address'],
      [['--profile', 'nowhere'], 'nowhere', 'TEMPORAL_PROFILE'],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['doctor', '--home', home, '--json', ...flags], { env });
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      const { isWell, findings } = JSON.parse(stdout) as { isWell: boolean; findings: Finding[] };
      expect(isWell).toBe(false);
      expect(findings.at(-1)).toMatchObject({ check: 'server', status: 'fault' });
      expect(findings.at(-1)?.cause).toContain(cause);
      expect(findings.at(-1)?.fix).toContain(fix);
    }
  });

  it('tells people the same, a fault with two lines more', async () => {
    const { stdout } = await runCli(['doctor', '--home', home], { env });
    expect(stdout).toMatch(/^ok {2}node: Node \d+/);
    expect(stdout).toMatch(/^fault {2}server: .*\n {7}because: .*(?:\n {16}.*)*\n {7}to do: {3}/m);
    expect(stdout).not.toContain('All is well');
  });

  /** What is found of files that a worker is given. */
  async function ofWorker(files: Record<string, string>, more: NodeJS.ProcessEnv = {}): Promise<Finding[]> {
    const flags: string[] = [];
    for (const [flag, text] of Object.entries(files)) {
      const file = join(home, flag);
      if (text !== '') await writeFile(file, text);
      flags.push(`--${flag}`, file);
    }
    const { stdout, stderr } = await runCli(['doctor', '--home', home, '--json', ...flags], {
      env: { ...env, ...more },
    });
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return findings.filter(({ check }) => Object.hasOwn(files, check));
  }
  const trainer = (program: string, name: string): string =>
    `{ type: command, name: ${name}, train: [${program}, '{request}'], evaluate: [${program}, '{request}'] }`;

  it('loads what a worker is given, and says what there is', async () => {
    const findings = await ofWorker(
      {
        trainers: `trainers: [${trainer(process.execPath, 'node')}]`,
        notifiers: 'notifiers: [{ type: webhook, name: ops, url: { env: HOOK } }]',
        sources: 'sources: [{ type: prometheus, name: prom, url: "http://127.0.0.1:9090" }]',
        bundle: 'exports.importWorkflows = () => [monitorModel];',
      },
      { HOOK: 'https://example.com/hook' }
    );
    const at = (name: string): string => join(home, name);
    expect(findings).toEqual([
      { check: 'trainers', status: 'ok', text: `the trainers in ${at('trainers')} can be used: node` },
      { check: 'notifiers', status: 'ok', text: `the notifiers in ${at('notifiers')} can be used: ops` },
      { check: 'sources', status: 'ok', text: `the sources in ${at('sources')} can be used: prom` },
      { check: 'bundle', status: 'ok', text: `the bundle ${at('bundle')} can be used` },
    ]);
    expect((await readdir(home)).toSorted()).toEqual(['bundle', 'notifiers', 'sources', 'trainers']);
  });

  it.each([
    ['trainers', '', /there is no such file$/, 'check the path'],
    [
      'trainers',
      `trainers: [${trainer('/nope/python', 'py')}]`,
      /^There is no program `\/nope\/python`/,
      /^install it/,
    ],
    ['trainers', `trainers: [${trainer('node', 'in-process')}]`, /differ, got `in-process`, which is/, 'rename one'],
    [
      'trainers',
      'trainers: [{ type: command, train: x }]',
      /`trainers\[0\]\.train` to be a list, got `x`$/,
      /^correct /,
    ],
    [
      'notifiers',
      'notifiers: [{ type: slack, name: a }]',
      /:1:13: Expected `notifiers\[0\]\.url` to be a text/,
      'add it',
    ],
    [
      'notifiers',
      'notifiers: [{ type: slack, name: a, url: { env: NOPE } }]',
      /the variable `NOPE`, found none$/,
      /^set it/,
    ],
    ['sources', 'sources: [{ type: prometheus, nam: p, url: x }]', /`sources\[0\]\.name` to be a text/, 'add it'],
    ['bundle', '', /there is no such file$/, /^make one with `bundleWorkflowCode`/],
    ['bundle', 'exports.importWorkflows = () => undefined', /which lacks our workflow `monitorModel`$/, /^make one/],
    ['bundle', 'importWorkflows = monitorModel(', /which is no JavaScript \(Unexpected end of input\)$/, /^make one/],
  ])('tells a fault of what a worker is given, --%s %j, with cause and fix', async (flag, text, cause, fix) => {
    const [first] = await ofWorker({ [flag]: text });
    expect(first).toMatchObject({ check: flag, status: 'fault', text: expect.stringContaining(join(home, flag)) });
    expect(first?.cause).toMatch(cause);
    expect(first?.fix).toMatch(fix);
  });

  it('tells each fault of a file by itself', async () => {
    const findings = await ofWorker({ sources: 'sources: [{ type: prometheus, nam: p, url: 5 }]' });
    expect(findings.map(({ fix }) => fix)).toEqual([
      'add it',
      expect.stringMatching(/^correct /),
      'did you mean `name`?',
    ]);
  });

  /** What is found of a monitor with this trainer. */
  async function findingsOf(trainer: string, ...flags: string[]): Promise<{ findings: Finding[]; stderr: string }> {
    const file = join(home, 'monitor.yaml');
    await writeFile(
      file,
      `model: shop:ranker\nmetrics: { accuracy: { below: 0.9 } }\nretrain: { trainer: ${trainer} }\n`
    );
    const { code, stdout, stderr } = await runCli(['doctor', file, '--json', ...flags], { env });
    const { isWell, findings } = JSON.parse(stdout) as { isWell: boolean; findings: Finding[] };
    expect({ code, isWell }).toEqual({ code: 1, isWell: false });
    return { findings: findings.filter(({ check }) => check === 'files'), stderr };
  }

  it.each([
    [withRows('nope.csv'), 'No rows at `nope.csv`'],
    [withRows('../outside.csv'), 'file below the folder that the trainer may read'],
    [withRows('examples'), 'Expected a regular file of rows'],
    [withRows('noaa-rain.csv'), 'Expected `data.time` to name a column'],
    ['{ options: { data: { csv: rows.csv } } }', 'Expected `data.time` to be a text, got nothing'],
    ['{}', 'the in-process trainer needs `retrain.trainer.options.data`'],
  ])('calls a file with the trainer %s at fault, with which every retrain fails', async (trainer, cause) => {
    const { findings, stderr } = await findingsOf(trainer);
    expect(findings).toEqual([
      {
        check: 'files',
        status: 'fault',
        text: `with the monitor file ${join(home, 'monitor.yaml')} every retrain would fail`,
        cause: expect.stringContaining(cause) as string,
        fix: expect.stringContaining('temporal-retrain validate') as string,
      },
    ]);
    expect(stderr).toBe('');
  });

  it('calls a file well whose rows are there, below the folder of the worker, or whose trainer is elsewhere', async () => {
    await writeFile(join(home, 'rows.csv'), `at,age,y\n${'2026-03-02,1,0\n2026-03-02,2,1\n'.repeat(510)}`);
    const well = [{ check: 'files', status: 'ok', text: expect.stringContaining('monitor.yaml') as string }];
    const rows = withRows('rows.csv');
    expect((await findingsOf(rows, '--data-root', home)).findings).toEqual(well);
    expect((await findingsOf(rows)).findings).toMatchObject([{ status: 'fault' }]);
    expect((await findingsOf('{ name: python, taskQueue: py, options: { data: { csv: x.csv } } }')).findings).toEqual(
      well
    );
  });

  it('calls a file at fault whose rows are too few to train on, below the folder of the worker', async () => {
    await writeFile(join(home, 'rows.csv'), 'at,age,y\n2026-03-02,1,0\n');
    expect((await findingsOf(withRows('rows.csv'), '--data-root', home)).findings).toMatchObject([
      {
        status: 'fault',
        cause: expect.stringMatching(
          /^Every retrain fails with the rows of `rows\.csv` below `.*`.*add rows/
        ) as string,
        fix: expect.stringContaining('or its rows') as string,
      },
    ]);
  });

  it('warns of a trainer that is hardly meant, as validate does', async () => {
    expect((await findingsOf('{ name: in-proces }')).stderr).toContain('did you mean `in-process`?');
  });

  it('refuses a file that validate would refuse, before it looks', async () => {
    await writeFile(join(home, 'bad.yaml'), 'model: nonsense\n');
    expect(await runCli(['doctor', join(home, 'bad.yaml')], { env })).toMatchObject({ code: 2, stdout: '' });
  });
});
