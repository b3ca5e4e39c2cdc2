import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliContext } from '../../src/cli/terminal/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { loadTrainers } from '../../src/worker/load-trainers.ts';
import { runCli } from './run-cli.ts';

const nobody = { write: () => true };
const quiet = new CliContext(
  {
    env: {},
    stdin: (async function* () {})(),
    stdout: nobody,
    stderr: nobody,
    signal: new AbortController().signal,
  },
  { json: false, verbose: false }
);
const program = await createProgram(quiet);

/** `monitor show`, `dev`, …: every command that does something. */
function leavesOf(command: Command, path: string[] = []): string[][] {
  if (command.commands.length === 0) return [path];
  return command.commands.flatMap((child) => leavesOf(child, [...path, child.name()]));
}

const leaves = leavesOf(program);

let folder = '';
const base = 'model: shop:ranker\nretrain: { trainer: { name: ours } }\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-cli-'));
  await writeFile(join(folder, 'a.yaml'), `${base}metrics:\n  accuracy: { below: 0.9 }\n`);
  await writeFile(join(folder, 'b.yaml'), `${base}metrics:\n  accuracy: { below: 0.92 }\n`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('temporal-retrain', () => {
  it('has the commands that its documentation names', () => {
    expect(leaves.map((path) => path.join(' '))).toEqual([
      'demo',
      'init',
      'dev',
      ...['start', 'list', 'show', 'watch', 'explain', 'versions', 'history', 'champion', 'retrain', 'cancel'].map(
        (name) => `monitor ${name}`
      ),
      ...['policy', 'pause', 'resume'].map((name) => `monitor ${name}`),
      ...['approve', 'reject', 'rollback', 'adopt', 'release', 'forget-segment', 'mark', 'stop'].map(
        (name) => `monitor ${name}`
      ),
      ...['on', 'off', 'list'].map((name) => `kill-switch ${name}`),
      'send',
      'validate',
      'diff',
      'apply',
      'schema',
      'backtest',
      'calibrate',
      'detect',
      'worker',
      'serve',
      'token',
      'registry backup',
      'doctor',
      'completion',
      'help',
    ]);
  });

  it.each(leaves.map((path) => path.join(' ')))(
    'teaches %s with two examples, in lines of at most 80 characters save what is to be copied',
    async (path) => {
      const { code, stdout, stderr } = await runCli([...path.split(' '), '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.match(/^ {2}temporal-retrain /gm)).toHaveLength(2);
      expect(stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  temporal-retrain '))).toEqual(
        []
      );
      expect(stdout).toMatch(
        /--json +print (?:one JSON object|NDJSON, an object a line|one JSON array|JSON, as always)/
      );
      expect(stdout).toContain('help exit-codes');
    }
  );

  it.each(['', 'monitor', 'kill-switch', 'registry', 'help environment', 'help exit-codes', 'help json'])(
    'keeps within 80 columns what it tells by: %s',
    async (path) => {
      const args = path.split(' ').filter(Boolean);
      const { stdout } = await runCli(path.startsWith('help') ? args : [...args, '--help']);
      expect(stdout).not.toBe('');
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  );

  it('puts the options of a command before those that it shares with others', async () => {
    const { stdout } = await runCli(['send', '--help']);
    const at = ['--metric', 'Server options:', '--address', 'General options:', '--json'].map((text) =>
      stdout.indexOf(`\n${text}`.replace('\n--', '\n  --'))
    );
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(Math.min(...at)).toBeGreaterThan(0);
  });

  it('groups its commands, and names the environment that it reads', async () => {
    const { stdout } = await runCli(['--help']);
    for (const heading of [
      'Get started:',
      'Monitors:',
      'Monitor files:',
      'History and detectors:',
      'Operate:',
      'Environment:',
    ])
      expect(stdout).toContain(`\n${heading}\n`);
  });

  it.each(leaves.map((path) => path.join(' ')))('shows by help %s what --help shows', async (path) => {
    const help = await runCli(['help', ...path.split(' ')]);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toBe((await runCli([...path.split(' '), '--help'])).stdout);
    const document = await runCli([...path.split(' '), '--help', '--json']);
    expect(JSON.parse(document.stdout)).toEqual({ help: help.stdout.trimEnd() });
    expect((await runCli(['help', ...path.split(' '), '--json'])).stdout).toBe(document.stdout);
  });

  it('explains topics, and guesses what a mistyped command was meant to be', async () => {
    expect((await runCli(['help', 'exit-codes'])).stdout).toContain('130 interrupted');
    const mistyped = await runCli(['help', 'monitor', 'shwo']);
    expect(mistyped).toMatchObject({ code: 2, stdout: '' });
    expect(mistyped.stderr).toContain('did you mean `show`?');
    expect((await runCli(['docter'])).stderr).toContain('did you mean `doctor`?');
  });

  it.each(leaves.map((path) => path.join(' ')))('reads only the module of %s when that is named', async (path) => {
    const names = path.split(' ');
    const one = await createProgram(quiet, names);
    expect(leavesOf(one)).toEqual([names]);
  });

  it('prints its exit codes and first steps with --help, and the version with --version', async () => {
    const { stdout } = await runCli(['--help']);
    expect(stdout).toContain('4 refused by the monitor');
    expect(stdout).toContain('temporal-retrain demo');
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('shows the commands of a group on stderr when none of them is given, as wrong usage', async () => {
    const { code, stdout, stderr } = await runCli(['monitor']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('explain <model>');
  });

  it('says what a sound monitor file means, for people and for programs', async () => {
    const text = await runCli(['validate', join(folder, 'a.yaml')]);
    expect(text.code).toBe(0);
    expect(text.stdout.replace(folder, '<folder>')).toMatchInlineSnapshot(`
      "valid <folder>/a.yaml: the monitor of shop:ranker

      METRIC    DIRECTION         DETECTOR  OPTIONS    ASKS FOR
      accuracy  higher-is-better  limit     below 0.9  soft

      holds     cool-down 1d, circuit breaker after 3 failed candidates
      retrain   trainer ours, no tuning
      gate      at least 30 held-out rows; accuracy better by 0.005 where the trainer
                reports it; no slice worse by more than 2 %; significance
                0.03: the loss must fall by more than chance explains, so of
                challengers that are no better at most 3 % pass
      promotion by a person, who is waited for 3d, then it is rejected; probation of
                100 values within 1d
      "
    `);
    const { stdout } = await runCli(['validate', join(folder, 'a.yaml'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, config: { model: 'shop:ranker' } });
  });

  it('tells patience, silence, rules and the detectors that no rule names', async () => {
    const path = join(folder, 'rules.yaml');
    await writeFile(
      path,
      `${base}metrics:
  accuracy:
    noDataAfter: 2h
    detectors:
      - { type: limit, id: fast, below: 0.8 }
      - { type: limit, id: slow, below: 0.9, patience: { of: 5, atLeast: 3 } }
rules:
  - { id: low, any: ['accuracy:slow'], severity: full }
`
    );
    const { code, stdout, stderr } = await runCli(['validate', path], { columns: 120 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/below 0\.8 +nothing: in no rule/);
    expect(stdout).toMatch(/below 0\.9, 3 of the last 5 +full, by rule low/);
    expect(stdout).toContain('accuracy counts as silent after 2h');
    expect(stderr).toMatch(/^No rule names `accuracy:fast`: .*\{ id: others, any: \['accuracy:fast'\] \}/);
  });

  it.each([
    ['{ metric: accuracy, segment: DE }', '', 'soft, by rule r, in DE alone'],
    ["{ metric: accuracy, segment: '' }", '', 'soft, by rule r, in the whole model alone'],
    ['{ metric: accuracy, segment: DE }', ', maxSegments: 0', 'nothing: no segment is watched'],
  ])('tells in which segments a rule of %s%s asks', async (term, more, asked) => {
    const path = join(folder, 'segments.yaml');
    const metrics = `metrics: { accuracy: { below: 0.72${more} }, latencyMs: { above: 200 } }`;
    await writeFile(path, `${base}${metrics}\nrules: [{ id: r, any: [${term}, latencyMs] }]\n`);
    const { code, stdout, stderr } = await runCli(['validate', path], { columns: 120 });
    expect(code).toBe(0);
    expect(stdout).toContain(`below 0.72  ${asked}\n`);
    expect(stdout).toContain(
      `rules     r (soft): any of accuracy in ${term.includes('DE') ? 'DE' : 'the whole model'}`
    );
    expect(stderr).toMatch(more ? /^`maxSegments` of `accuracy` is 0/ : /^Rules name `accuracy:limit` in /);
  });

  it('exits with 2 for a file of which every retrain would fail', async () => {
    const path = join(folder, 'vain.yaml');
    await writeFile(path, 'model: shop:ranker\n');
    const { code, stdout, stderr } = await runCli(['validate', path, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, canRetrain: false });
    expect(stderr).toContain('Every retrain would fail');
  });

  it('cannot plan without a server, and says so with its own exit code', async () => {
    await writeFile(join(folder, 'x.monitor.yaml'), base);
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    expect(await runCli(['apply', folder], { env })).toMatchObject({ code: 5, stdout: '' });
  });

  it('tells the difference between two monitor files', async () => {
    const [a, b] = [join(folder, 'a.yaml'), join(folder, 'b.yaml')];
    expect((await runCli(['diff', a, b])).stdout).toMatchInlineSnapshot(`
      "~ metrics.accuracy.detectors.limit.below: 0.9 → 0.92
      "
    `);
    expect((await runCli(['diff', a, a])).stdout).toBe('No difference in effect.\n');
    expect(JSON.parse((await runCli(['diff', a, b, '--json'])).stdout)).toHaveLength(1);
  });

  it('prints the same schema with and without --json', async () => {
    const plain = await runCli(['schema']);
    expect(plain).toEqual(await runCli(['schema', '--json']));
    expect(JSON.parse(plain.stdout)).toMatchObject({ title: 'Monitor' });
  });
});

describe('loadTrainers', () => {
  const written = async (text: string): Promise<string> => {
    const path = join(folder, 'trainers.yaml');
    await writeFile(path, text);
    return path;
  };

  it('makes the trainers that a file names', async () => {
    const argv = "['python3', 'job.py', '{request}']";
    const path = await written(`trainers:\n  - { type: command, name: sklearn, train: ${argv}, evaluate: ${argv} }\n`);
    expect((await loadTrainers(path, folder)).map(({ name }) => name)).toEqual(['sklearn']);
  });

  it.each([
    [
      'trainers:\n  - { type: comand }\n',
      /trainers\.yaml:2:\d+: Expected `trainers\[0\]\.type` to be `command` or `http`, got `comand`/,
    ],
    ['trainers:\n  - { type: command, train: [] }\n', /trainers\.yaml:2:\d+: .*`trainers\[0\]\.train`/],
    ['{}', /a list `trainers`/],
  ])('tells what is wrong with %j, and where', async (text, message) => {
    await expect(loadTrainers(await written(text), folder)).rejects.toThrow(message);
  });

  it('tells a file that is not there', async () => {
    await expect(loadTrainers(join(folder, 'none.yaml'), folder)).rejects.toThrow('there is no such file');
  });
});
