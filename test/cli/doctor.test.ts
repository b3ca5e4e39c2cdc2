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
    expect(stdout).toMatch(/^fault {2}server: .*\n {7}because: .*\n {7}to do: {3}/m);
    expect(stdout).not.toContain('All is well');
  });

  it('warns of a file as validate does: of rows that are not there, of a trainer that is hardly meant', async () => {
    const monitor = 'model: shop:ranker\nmetrics: { accuracy: { below: 0.9 } }\n';
    await writeFile(
      join(home, 'rows.yaml'),
      `${monitor}retrain: { trainer: { options: { data: { csv: nope.csv } } } }\n`
    );
    await writeFile(join(home, 'name.yaml'), `${monitor}retrain: { trainer: { name: in-proces } }\n`);
    const { stderr } = await runCli(['doctor', join(home, 'rows.yaml'), join(home, 'name.yaml')], { env });
    expect(stderr).toContain('No rows at `nope.csv`');
    expect(stderr).toContain('did you mean `in-process`?');
  });

  it('refuses a file that validate would refuse, before it looks', async () => {
    await writeFile(join(home, 'bad.yaml'), 'model: nonsense\n');
    expect(await runCli(['doctor', join(home, 'bad.yaml')], { env })).toMatchObject({ code: 2, stdout: '' });
  });
});
