import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashScript } from '../../src/cli/completion/bash.ts';
import { fishScript } from '../../src/cli/completion/fish.ts';
import type { Vocabulary } from '../../src/cli/completion/vocabulary.ts';
import { leaveOut, type LeftOut } from '../support/left-out.ts';
import { runCli } from './run-cli.ts';

const run = promisify(execFile);

const without = (shell: string): LeftOut => ({
  what: `the completion of ${shell}: it is not installed`,
  unless: (process.env['PATH'] ?? '').split(delimiter).some((place) => existsSync(join(place, shell))),
  command: `apt-get install --no-install-recommends ${shell}, then npm test`,
});

let folder = '';

/** Of the namespace `eu` at one server there are other models. */
const standIn = `#!/bin/sh
case "$*" in
  'completion --models' | 'completion --models --address x:1') printf 'shop:ranker\\nshop:search\\n' ;;
  'completion --models --address db:7233 --namespace eu' | 'completion --models --namespace=eu') echo shop:eu ;;
esac
`;

/** A stand-in that answers as our command would, so that the test needs no server. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-completion-'));
  const command = join(folder, 'temporal-retrain');
  await writeFile(command, standIn);
  await chmod(command, 0o755);
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(join(folder, shell), (await runCli(['completion', shell])).stdout);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const env = (): NodeJS.ProcessEnv => ({ ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` });

/** What bash offers at the end of the line. */
async function bash(line: string): Promise<string[]> {
  const script = `source ${join(folder, 'bash')}
COMP_LINE="$1" COMP_POINT=\${#1}
_temporal_retrain
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['--norc', '-c', script, 'bash', line], { env: env() });
  return stdout.split('\n').filter(Boolean);
}

describe('the completion of bash', () => {
  it.each([
    ['temporal-retrain mon', ['monitor']],
    ['temporal-retrain monitor ex', ['explain']],
    ['temporal-retrain kill-switch ', ['on', 'off', 'list']],
    ['temporal-retrain --json monitor ex', ['explain']],
    ['temporal-retrain monitor show --add', ['--address']],
    ['temporal-retrain detect --detector page', ['page-hinkley']],
    ['temporal-retrain send shop:ranker --format c', ['csv']],
    ['temporal-retrain monitor list --state dri', ['drift']],
    ['temporal-retrain completion ', ['bash', 'zsh', 'fish']],
    ['temporal-retrain validate ', []],
    ['temporal-retrain init --direction l', ['lower-is-better']],
    ['temporal-retrain init --promotion ', ['challenger', 'auto']],
    ['temporal-retrain init --kind=py', ['python']],
    ['temporal-retrain monitor list --state=dri', ['drift']],
    ['temporal-retrain send shop:ranker --format ', ['csv', 'ndjson']],
    ['temporal-retrain help mon', ['monitor']],
    ['temporal-retrain help monitor expl', ['explain']],
    ['temporal-retrain monitor approve shop:ranker ', []],
    ['temporal-retrain monitor policy shop:ranker ', []],
    ['temporal-retrain monitor mark shop:ranker retrain/1 ', ['true', 'false']],
    ['temporal-retrain monitor show --address x:1 shop:s', ['search']],
    ['temporal-retrain send shop:ranker --metric ', []],
    ['temporal-retrain help exit', ['exit-codes']],
    ['temporal-retrain help monitor exit', []],
    ['temporal-retrain init --model ', []],
  ])('offers for %j: %j', async (line, words) => {
    expect(await bash(line)).toEqual(words);
  });

  it('offers the models that run, also behind the colon, where bash begins a new word', async () => {
    expect(await bash('temporal-retrain monitor show sh')).toEqual(['shop:ranker', 'shop:search']);
    expect(await bash('temporal-retrain monitor show shop:r')).toEqual(['ranker']);
    expect(await bash('temporal-retrain kill-switch on --model shop:s')).toEqual(['search']);
  });

  it('asks the server that the line names', async () => {
    expect(await bash('temporal-retrain monitor show --address db:7233 --namespace eu sh')).toEqual(['shop:eu']);
    expect(await bash('temporal-retrain monitor --namespace=eu show --verbose sh')).toEqual(['shop:eu']);
  });

  it('is loaded as its first lines say', async () => {
    const { stdout } = await run('bash', [
      '--norc',
      '-c',
      `source ${join(folder, 'bash')}; complete -p temporal-retrain`,
    ]);
    expect(stdout).toContain('-F _temporal_retrain temporal-retrain');
  });
});

describe('the last argument, where any number may follow', () => {
  const words = { children: [], options: [] };
  const choices = [
    ['north', 'south'],
    ['east', 'west'],
  ];
  const vocabulary: Vocabulary = new Map([
    ['', { ...words, children: [['go', ''] as [string, string]], arguments: [], isVariadic: false }],
    ['go', { ...words, arguments: choices, isVariadic: true }],
    ['stop', { ...words, arguments: choices, isVariadic: false }],
  ]);

  it('is completed as often as it is given, and no other one is', () => {
    expect(placesOf(/argument:(go|stop):'(\S)\) echo '(.*)'/g, bashScript(vocabulary))).toEqual([
      ['go', '0', 'north south'],
      ['go', '*', 'east west'],
      ['stop', '0', 'north south'],
      ['stop', '1', 'east west'],
    ]);
    expect(placesOf(/__temporal_retrain_at \\'(go|stop)\\' (\S+)' -a '(.* .*)'/g, fishScript(vocabulary))).toEqual([
      ['go', '0', 'north south'],
      ['go', 'any', 'east west'],
      ['stop', '0', 'north south'],
      ['stop', '1', 'east west'],
    ]);
  });

  const placesOf = (form: RegExp, script: string): string[][] =>
    Array.from(script.matchAll(form), ([, ...found]) => found);
});

describe.skipIf(leaveOut(without('fish')))('the completion of fish', () => {
  it.each([
    ['temporal-retrain monitor expl', 'explain'],
    ['temporal-retrain detect --detector page', 'page-hinkley'],
    ['temporal-retrain monitor show shop:r', 'shop:ranker'],
    ['temporal-retrain monitor show --addr', '--address'],
    ['temporal-retrain init --direction l', 'lower-is-better'],
    ['temporal-retrain help monitor expl', 'explain'],
    ['temporal-retrain monitor mark shop:ranker retrain/1 t', 'true'],
    ['temporal-retrain monitor show --address x:1 shop:s', 'shop:search'],
    ['temporal-retrain monitor show --address db:7233 --namespace eu sh', 'shop:eu'],
    ['temporal-retrain monitor show --namespace=eu sh', 'shop:eu'],
    ['temporal-retrain help exit', 'exit-codes'],
  ])('offers for %j: %j', async (line, word) => {
    const script = `source ${join(folder, 'fish')}; complete -C ${JSON.stringify(line)}`;
    const { stdout } = await run('fish', ['--no-config', '-c', script], { env: { ...env(), HOME: folder } });
    expect(stdout.split('\n').map((one) => one.split('\t')[0])).toContain(word);
  });
});

describe.skipIf(leaveOut(without('zsh')))('the completion of zsh', () => {
  it.each([
    ['temporal-retrain monitor expl', 'explain'],
    ['temporal-retrain monitor show shop:r', 'shop:ranker'],
    ['temporal-retrain detect --detector page', 'page-hinkley'],
    ['temporal-retrain help monitor expl', 'explain'],
    ['temporal-retrain monitor mark shop:ranker retrain/1 t', 'true'],
    ['temporal-retrain init --direction=l', '--direction=lower-is-better'],
    ['temporal-retrain monitor show --address db:7233 --namespace eu sh', 'shop:eu'],
    ['temporal-retrain monitor show --namespace=eu sh', 'shop:eu'],
  ])('offers for %j: %j', async (line, word) => {
    const script = `autoload -U +X compinit && compinit -u -d ${join(folder, 'dump')}
source ${join(folder, 'zsh')} || exit 1
COMP_LINE="$1" COMP_POINT=\${#1} COMP_WORDBREAKS=' '
_temporal_retrain
print -l -- $COMPREPLY`;
    const { stdout } = await run('zsh', ['-f', '-c', script, 'zsh', line], { env: { ...env(), HOME: folder } });
    expect(stdout.split('\n')).toContain(word);
  });
});

it('says which shells it knows when it is given another, or none', async () => {
  expect(await runCli(['completion', 'tcsh'])).toMatchObject({ code: 2, stdout: '' });
  expect((await runCli(['completion'])).stderr).toContain('bash, zsh, fish');
});
