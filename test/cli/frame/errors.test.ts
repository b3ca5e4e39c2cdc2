import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeError } from '../../../src/cli/frame/describe-error.ts';
import { runCli, type CliRun } from '../run-cli.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-cli-'));
  await writeFile(
    join(folder, 'bad.yaml'),
    'model: shop:ranker\nmetrics:\n  accuracy: { belw: 0.9 }\ncooldown: soon\n'
  );
  await writeFile(join(folder, 'broken.yaml'), 'model: [shop\n');
  await writeFile(join(folder, 'good.yaml'), 'model: shop:ranker\nmetrics:\n  accuracy: { below: 0.9 }\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the command says and ends with, without what differs from machine to machine. */
async function failed(...args: string[]): Promise<string> {
  return told(await runCli(args.map((arg) => arg.replace('@', `${folder}/`))));
}

function told({ code, stdout, stderr }: CliRun): string {
  expect(stdout).toBe('');
  return `${code}: ${stderr.replaceAll(folder, '<folder>').trimEnd()}`;
}

describe('temporal-retrain', () => {
  it('says that the folder is gone in which it was started', () => {
    // What `process.cwd()` throws there.
    const gone = Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), { syscall: 'uv_cwd' });
    expect(describeError(gone, { verbose: false })).toBe(
      'error: Expected to run in a folder, but the one that this command was started in is gone; change to another'
    );
  });

  it('guesses what a mistyped command was meant to be', async () => {
    expect(await failed('monitr')).toMatchInlineSnapshot(
      `"2: error: Unknown command \`monitr\`; did you mean \`monitor\`?"`
    );
    expect(await failed('monitor', 'strat', 'x.yaml')).toMatchInlineSnapshot(
      `"2: error: Unknown command \`strat\`; did you mean \`start\`?"`
    );
  });

  it('says in which group a command is that was looked for outside of it', async () => {
    expect(await failed('list')).toMatchInlineSnapshot(
      `"2: error: Unknown command \`list\`; did you mean \`monitor list\` or \`kill-switch list\`?"`
    );
    expect(await failed('approve', 'shop:ranker')).toMatchInlineSnapshot(
      `"2: error: Unknown command \`approve\`; did you mean \`monitor approve\`?"`
    );
    expect(await failed('help', 'retrain')).toMatchInlineSnapshot(
      `"2: error: Expected a command or a topic, got \`retrain\`; did you mean \`monitor retrain\`?"`
    );
  });

  it('tells programs in one line that a group lacks its command, and the version as an object', async () => {
    for (const args of [['monitor', '--json'], ['--json', 'kill-switch'], ['--json']]) {
      const { code, stdout, stderr } = await runCli(args);
      expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
      expect(JSON.parse(stderr)).toMatchObject({ error: { name: 'UsageError', exitCode: 2 } });
    }
    const { code, stdout } = await runCli(['--version', '--json']);
    expect({ code, document: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      document: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string },
    });
  });

  it('says what an option or an argument takes that has no value, or a wrong one', async () => {
    expect(await failed('init', '.', '--kind')).toMatchInlineSnapshot(
      `"2: error: Expected \`--kind <kind>\` to have a value, got none; --help shows what it takes"`
    );
    expect(await failed('monitor', 'approve', 'shop:ranker', '--comment')).toMatchInlineSnapshot(
      `"2: error: Expected \`--comment <text>\` to have a value, got none; --help shows what it takes"`
    );
    expect(await failed('token')).toMatchInlineSnapshot(
      `"2: error: Missing required option \`--name <name>\`; --help shows how to use it"`
    );
    expect(await failed('completion', 'tcsh')).toMatchInlineSnapshot(
      `"2: error: Expected \`shell\` to be one of bash, zsh, fish, got \`tcsh\`"`
    );
  });

  it('guesses what a mistyped option was meant to be', async () => {
    expect(await failed('monitor', 'list', '--jsn')).toMatchInlineSnapshot(
      `"2: error: Unknown option \`--jsn\`; did you mean \`--json\`?"`
    );
    expect(await failed('send', 'shop:ranker', '--metrics', 'accuracy=1')).toMatchInlineSnapshot(
      `"2: error: Unknown option \`--metrics\`; did you mean \`--metric\`?"`
    );
  });

  it('names the command to look at where it has no guess', async () => {
    expect(await failed('frobnicate')).toMatchInlineSnapshot(
      `"2: error: Unknown command \`frobnicate\`; --help lists the commands"`
    );
    expect(await failed('worker', '--frobnicate')).toMatchInlineSnapshot(
      `"2: error: Unknown option \`--frobnicate\`; --help lists the options"`
    );
  });

  it('names an argument that is missing, and one too many', async () => {
    expect(await failed('monitor', 'show')).toMatchInlineSnapshot(
      `"2: error: Missing required argument \`model\`; --help shows how to use it"`
    );
    expect(await failed('monitor', 'show', 'shop:ranker', 'and', 'more')).toMatchInlineSnapshot(
      `"2: error: Too many arguments for \`show\`. Expected 1 argument but got 3; --help shows how to use it, and quotes keep words together"`
    );
    expect(await failed('send', 'shop:ranker', '--metric')).toMatchInlineSnapshot(
      `"2: error: Expected \`--metric <name=value>\` to have a value, got none; --help shows what it takes"`
    );
    expect(await failed('send', 'shop:ranker', '--format', 'xml')).toMatchInlineSnapshot(
      `"2: error: Option \`--format <format>\` argument \`xml\` is invalid. Allowed choices are csv, ndjson"`
    );
  });

  it('refuses a malformed model id before it looks for a server', async () => {
    expect(await failed('monitor', 'show', 'ranker')).toMatchInlineSnapshot(
      `"2: error: Expected a model id \`<project>:<name>\` or \`<project>:<name>:<semver>\`, got \`ranker\`"`
    );
    expect(await failed('monitor', 'pause', 'shop:ranker:1.0.0')).toMatchInlineSnapshot(
      `"2: error: Expected a model without a version, got \`shop:ranker:1.0.0\`; a monitor watches every version: \`shop:ranker\`"`
    );
    expect(await failed('send', 'shop:', '--metric', 'accuracy=1')).toMatchInlineSnapshot(
      `"2: error: Expected the name in model id \`shop:\` to be 1 to 64 letters, digits, dots, dashes or underscores, starting with a letter or digit"`
    );
  });

  it('refuses metrics that cannot be sent', async () => {
    expect(await failed('send', 'shop:ranker', '--metric', 'accuracy')).toMatchInlineSnapshot(
      `"2: error: Expected --metric to be a name and a value like \`accuracy=0.93\`, got \`accuracy\`"`
    );
    expect(await failed('send', 'shop:ranker', '--metric', 'accuracy=high')).toMatchInlineSnapshot(
      `"2: error: Expected \`accuracy\` to be a finite number, got \`high\`"`
    );
    expect(await failed('send', 'shop:ranker', '--metric', 'accuracy=NaN')).toMatchInlineSnapshot(
      `"2: error: Expected \`accuracy\` to be a finite number, got \`NaN\`"`
    );
    expect(await failed('send', 'shop:ranker', '--metric', '9lives=1')).toMatchInlineSnapshot(
      `"2: error: Expected \`metric\` to be a metric's name (letters, digits, dots, dashes, underscores, a letter first), got \`9lives\`"`
    );
    expect(await failed('send', 'shop:ranker', '--metric', 'f1=1', '--metric', 'f1=2')).toMatchInlineSnapshot(
      `"2: error: Expected each metric once, got \`f1\` twice; send two values with two commands"`
    );
    expect(await failed('send', 'shop:ranker', '--metric', 'f1=1', '--at', 'yesterday')).toMatchInlineSnapshot(
      `"2: error: Expected \`at\` to be a time such as \`2026-03-02T12:00:00Z\`, or epoch milliseconds, got \`yesterday\`"`
    );
  });

  it('says how metrics can be given when there are none, or too many ways at once', async () => {
    expect(await failed('send', 'shop:ranker')).toMatchInlineSnapshot(
      `"2: error: Expected metrics, got none: give --metric accuracy=0.93, or --file metrics.csv, or pipe them in"`
    );
    expect(await failed('send', 'shop:ranker', '--metric', 'f1=1', '--file', 'x')).toMatchInlineSnapshot(
      `"2: error: Expected either --metric or --file, got both"`
    );
    expect(await failed('send', 'shop:ranker', '--file', '@missing.csv')).toMatchInlineSnapshot(
      `"2: error: Expected to read metrics from \`<folder>/missing.csv\`, but there is no such file; check the path"`
    );
    expect(await failed('send', 'shop:ranker', '--file', 'x', '--segment', 'eu')).toMatchInlineSnapshot(
      `"2: error: Expected --segment to go with --metric; in a file these are columns, or fields of each line"`
    );
  });

  it('refuses numbers out of range, by the name of the option', async () => {
    expect(await failed('worker', '--grace', 'long')).toMatchInlineSnapshot(
      `"2: error: Expected \`--grace\` to be a whole number from 0 to 86400, got \`long\`"`
    );
    expect(await failed('dev', '--port', '99999')).toMatchInlineSnapshot(
      `"2: error: Expected \`--port\` to be a whole number from 1 to 65535, got \`99999\`"`
    );
    expect(await failed('worker', '--max-activities', '0')).toMatchInlineSnapshot(
      `"2: error: Expected \`--max-activities\` to be a whole number from 1 to 1000, got \`0\`"`
    );
  });

  it('tells every fault of a monitor file with its line', async () => {
    expect(await failed('validate', '@bad.yaml')).toMatchInlineSnapshot(`
      "2: error: Expected the monitor in <folder>/bad.yaml to be valid, found 2 faults:
        - <folder>/bad.yaml:3:15: Expected \`metrics.accuracy.belw\` to be a known field, got \`0.9\`; did you mean \`below\`?
        - <folder>/bad.yaml:4:1: Expected \`cooldown\` to be 0, or a duration above 0, up to 36500d, such as \`90s\`, \`30m\`, \`24h\` or \`7d\`, got \`soon\`"
    `);
    expect(await failed('validate', '@broken.yaml')).toMatchInlineSnapshot(`
      "2: error: Expected <folder>/broken.yaml to be YAML, found 1 fault:
        - <folder>/broken.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]"
    `);
  });

  it('tells a file that cannot be read from one that is no monitor', async () => {
    expect(await failed('validate', '@missing.yaml')).toMatchInlineSnapshot(
      `"2: error: Expected to read a monitor from \`<folder>/missing.yaml\`, but there is no such file; check the path"`
    );
    expect(await failed('validate', '@monitor.txt')).toMatchInlineSnapshot(
      `"2: error: Expected a monitor file to end in .yaml, .yml, .json, .ts or .js, got \`<folder>/monitor.txt\`; rename it"`
    );
    expect(await failed('diff', '@good.yaml', '@missing.yaml')).toMatchInlineSnapshot(
      `"2: error: Expected to read a monitor from \`<folder>/missing.yaml\`, but there is no such file; check the path"`
    );
  });

  it('names the address when no server answers, and ends with 5', async () => {
    const run = await runCli(['monitor', 'list', '--address', '127.0.0.1:1']);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toMatch(/^error: No Temporal server answers at 127\.0\.0\.1:1 \(.*TEMPORAL_ADDRESS\n$/s);
  });

  it('prints an error as one line of JSON on stderr with --json, with every fault as a field', async () => {
    const { code, stdout, stderr } = await runCli(['validate', join(folder, 'bad.yaml'), '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: {
        name: 'ConfigurationError',
        exitCode: 2,
        issues: [{ field: 'metrics.accuracy.belw' }, { field: 'cooldown' }],
      },
    });
    expect(JSON.parse((await runCli(['--json', 'monitr'])).stderr)).toMatchObject({
      error: { name: 'UsageError', message: expect.stringContaining('did you mean `monitor`') as string },
    });
  });

  it('shows no stack unless it is asked for one', async () => {
    expect((await runCli(['validate', join(folder, 'bad.yaml')])).stderr).not.toContain('    at ');
    expect((await runCli(['validate', join(folder, 'bad.yaml'), '--verbose'])).stderr).toContain('    at ');
  });
});
