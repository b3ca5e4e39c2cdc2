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

  it('tells people the same, a fault with two lines more', async () => {
    const { stdout } = await runCli(['doctor', '--home', home], { env });
    expect(stdout).toMatch(/^ok {2}node: Node \d+/);
    expect(stdout).toMatch(/^fault {2}server: .*\n {7}because: .*(?:\n {16}.*)*\n {7}to do: {3}/m);
    expect(stdout).not.toContain('All is well');
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
    ['{ options: { data: { csv: rows.csv } } }', '`data.time`: Invalid input'],
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
