import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initKinds } from '../../src/cli/init/settings.ts';
import { main } from '../../src/cli/main.ts';
import { startCli } from './cli-process.ts';
import { chunksOf, runCli, type CliRun } from './run-cli.ts';

const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
};
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-init-'));
  await writeFile(join(folder, 'rows.csv'), `at,age,clicked\n${'2026-01-01,1,0\n2026-01-01,2,1\n'.repeat(110)}`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const init = (...flags: string[]): Promise<CliRun> => runCli(['init', folder, ...flags]);
const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
async function onTerminal(answers: string): Promise<{ code: number; asked: string[] }> {
  const asked: string[] = [];
  const code = await main(['init', folder], {
    env: {},
    stdin: Object.assign(chunksOf(answers), { isTTY: true }),
    stdout: { write: () => true, columns: 80 },
    stderr: { write: (text) => asked.push(text), isTTY: true },
    signal: new AbortController().signal,
  });
  return { code, asked };
}

describe('init', () => {
  it.each(Object.keys(initKinds))(
    'writes a monitor of kind %s that validate finds useful, with all around it',
    async (kind) => {
      const { code, stdout, stderr } = await init('--kind', kind, '--model', 'shop:ranker', '--yes');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('npx temporal-retrain monitor start ranker.monitor.yaml');
      // From the folder, as its paths are relative.
      expect(await startCli(['validate', 'ranker.monitor.yaml'], {}, folder).ended).toMatchObject({
        code: 0,
        stderr: '',
      });
      const compose = parse(await read('compose.yaml')) as { services: Record<string, { image: string }> };
      expect(Object.keys(compose.services)).toEqual(
        kind === 'python' ? ['temporal', 'worker', 'trainer'] : ['temporal', 'worker']
      );
      const images = Object.values(compose.services).map(({ image }) => image);
      // A project that is set up today does the same next year.
      expect(images.filter((image) => !/:\d/.test(image) || image.endsWith(':latest'))).toEqual([]);
      expect(await read('README.md')).toContain('# shop:ranker');
      const { dependencies } = JSON.parse(await read('package.json')) as { dependencies: Record<string, string> };
      const isNeeded = ([name]: [string, string]): boolean => own.peerDependenciesMeta[name]?.optional !== true;
      expect(dependencies).toMatchObject(Object.fromEntries(Object.entries(own.peerDependencies).filter(isNeeded)));
    }
  );

  it.each([
    ['my folder', `  cd 'FOLDER/my folder'`],
    ["ada's $HOME", `  cd 'FOLDER/ada'\\''s $HOME'`],
    ['plain-1.0', '  cd FOLDER/plain-1.0'],
  ])('prints a way into %s that a shell can follow', async (name, way) => {
    const { stdout } = await runCli(['init', join(folder, name), '--yes']);
    expect(stdout.split('\n')).toContain(way.replace('FOLDER', folder));
  });

  it('writes nothing where a file of the same name is, and overwrites on request, but never a package file', async () => {
    await writeFile(join(folder, 'README.md'), 'mine');
    await writeFile(join(folder, 'package.json'), '{"name":"mine"}');
    const refused = await init('--yes');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('no README.md yet; nothing was written');
    expect((await readdir(folder)).toSorted()).toEqual(['README.md', 'package.json', 'rows.csv']);
    expect(await init('--yes', '--force')).toMatchObject({ code: 0 });
    expect(await read('README.md')).toContain('# weather:rain');
    expect(await read('package.json')).toBe('{"name":"mine"}');
  });

  it('reads the columns of a CSV off its heading, and says when it cannot', async () => {
    const { stdout } = await init('--kind', 'csv', '--model', 'shop:churn', '--csv', 'rows.csv', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ settings: { data: { csv: 'rows.csv', time: 'at', label: 'clicked' } } });
    await writeFile(join(folder, 'odd.csv'), 'when,clicked\n1,0\n');
    expect((await init('--kind', 'csv', '--csv', 'odd.csv', '--yes')).stderr).toContain('name it with --time');
    expect((await init('--kind', 'csv', '--csv', 'rows.csv', '--label', 'nope', '--yes')).stderr).toContain(
      'a column of labels `nope`, got at, age, clicked'
    );
    expect((await init('--kind', 'csv', '--csv', '../rows.csv', '--yes')).stderr).toContain('copy them there');
    const { stderr } = await init('--kind', 'csv', '--csv', 'none.csv', '--yes');
    expect(stderr).toBe(
      'error: Expected to read the rows of `none.csv`, but there is no such file; put one there, or name another with --csv\n'
    );
  });

  it.each([
    ['at', '2026-01-01T00:00:00Z', undefined],
    ['day', '2026-01-01', undefined],
    ['day', '28125', 'day'],
    ['ts', '1767225600', 's'],
    ['timestamp', '1767225600000', 'ms'],
    ['timestamp', '1767225600000000', 'us'],
    ['timestamp', '1767225600000000000', 'ns'],
    ['timestamp', '1893456000000000', 'us'],
    ['timestamp', '1893456000000000000', 'ns'],
  ])('reads off the first row that column %s with %s has the unit %s', async (column, cell, timeUnit) => {
    await writeFile(join(folder, 'times.csv'), `${column},age,clicked\n${`${cell},1,0\n${cell},2,1\n`.repeat(110)}`);
    const { code, stderr } = await init('--kind', 'csv', '--model', 'shop:churn', '--csv', 'times.csv', '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const written = parse(await read('churn.monitor.yaml')) as { retrain: { trainer: { options: { data: object } } } };
    expect(written.retrain.trainer.options.data).toEqual({
      csv: 'times.csv',
      time: column,
      label: 'clicked',
      ...(timeUnit ? { timeUnit } : {}),
    });
  });

  it.each([
    ['csv', 'f1', 'f1', 'maximize'],
    ['csv', 'logLoss', 'logLoss', 'minimize'],
    ['demo', 'recall', 'recall', 'maximize'],
    ['csv', 'latencyMs', 'accuracy', 'maximize'],
    // Scripts of people measure what they measure.
    ['command', 'f1', 'accuracy', 'maximize'],
  ])('of kind %s and with the metric %s compares models by %s, which is to %s', async (kind, asked, metric, goal) => {
    const flags = ['--kind', kind, '--model', 'shop:churn', '--metric', asked, '--limit', '0.8', '--yes'];
    expect(await init(...flags)).toMatchObject({ code: 0, stderr: '' });
    const written = parse(await read('churn.monitor.yaml')) as { retrain: { tuning: object } };
    expect(written.retrain.tuning).toMatchObject({ metric, goal });
  });

  it.each([
    ['at,clicked\nyesterday,1\n', /got `yesterday`/],
    ['at,clicked\n20260101,1\n', /is it the date 2026-01-01\?/],
    ['at,clicked\n', /rows below its heading, found none/],
  ])('refuses rows that the trainer could not read: %j', async (text, message) => {
    await writeFile(join(folder, 'odd.csv'), text);
    const refused = await init('--kind', 'csv', '--csv', 'odd.csv', '--yes');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(message);
  });

  it.each([
    ['accuracy', '0.75', "printf 'accuracy\\n0.6\\n0.6\\n0.6\\n0.6\\n0.6\\n'"],
    ['errorRate', '0.9', "printf 'errorRate\\n1\\n1\\n1\\n1\\n1\\n'"],
    ['latencyMs', '200', "printf 'latencyMs\\n250\\n250\\n250\\n250\\n250\\n'"],
    ['uplift', '-1', "printf 'uplift\\n-1.2\\n-1.2\\n-1.2\\n-1.2\\n-1.2\\n'"],
  ])(
    'shows how to send values of %s that are beyond the limit %s, as many as are judged',
    async (metric, limit, line) => {
      const direction = metric === 'uplift' ? ['--direction', 'higher-is-better'] : [];
      const { stdout } = await init('--metric', metric, '--limit', limit, ...direction, '--yes', '--json');
      const { next } = JSON.parse(stdout) as { next: string[] };
      expect(next).toContain(`${line} | npx temporal-retrain send weather:rain`);
    }
  );

  it('says first how to install what npm does not have yet, then what does it once it has it, on the screen and in the file to be read', async () => {
    const version = own.version.replaceAll('.', '\\.');
    const { stdout } = await init('--yes');
    const file = await read('README.md');
    for (const text of [stdout, file]) {
      expect(text).toMatch(/^Until temporal[^]*^ {0,2}npm install( {2}# .*)?$[^]*^Then:[^]*npx temporal-retrain dev/m);
      expect(text).toMatch(/^Until temporal-retrain is on npm, install it from a clone:$/m);
      expect(text).toMatch(/^ {0,2}\(cd path\/to\/clone && npm ci && npm pack\)$/m);
      expect(text).toMatch(new RegExp(`^ {0,2}npm install path/to/clone/temporal-retrain-${version}\\.tgz$`, 'm'));
    }
  });

  it('starts the server before the Python worker, which ends where none answers', async () => {
    const { stdout } = await init('--kind', 'python', '--yes', '--json');
    const { next } = JSON.parse(stdout) as { next: string[] };
    for (const text of [next.join('\n'), await read('README.md')])
      expect(text).toMatch(/pip install[^]*npx temporal-retrain dev[^]*python worker\.py[^]*monitor start/);
  });

  it('puts what a step does above it where both do not fit into a line', async () => {
    const { stdout } = await init('--yes');
    expect(stdout).toMatch(/^ {2}# the first model\n {2}npx temporal-retrain monitor retrain \S+ --full --wait$/m);
    expect(stdout).toMatch(/^ {2}npm install {2}# the package/m);
  });

  it('names all that is to be installed where a package file is there, which stays as it is', async () => {
    await writeFile(join(folder, 'package.json'), '{"name":"mine"}');
    const { oncePublished, untilPublished } = JSON.parse((await init('--yes', '--json')).stdout) as {
      oncePublished: string;
      untilPublished: string[];
    };
    const isNeeded = (name: string): boolean => own.peerDependenciesMeta[name]?.optional !== true;
    const needed = Object.keys(own.peerDependencies).filter(isNeeded);
    const namesOf = (line: string | undefined): string[] => (line ?? '').split(' ').slice(2);
    expect(namesOf(oncePublished)).toEqual(expect.arrayContaining(['temporal-retrain', ...needed]));
    expect(namesOf(untilPublished[1])).toEqual(expect.arrayContaining(needed));
    expect(await read('package.json')).toBe('{"name":"mine"}');
  });

  it('tells to approve the first model where a person approves, and only there', async () => {
    const approve = 'npx temporal-retrain monitor approve weather:rain';
    const nextOf = async (...flags: string[]): Promise<unknown> =>
      (JSON.parse((await init(...flags, '--yes', '--force', '--json')).stdout) as { next: string[] }).next;
    expect(await nextOf()).toContain(approve);
    expect(await nextOf('--promotion', 'auto')).not.toContain(approve);
  });

  it.each([
    [['--kind', 'pyhton'], /did you mean `python`\?/],
    [['--model', 'ranker'], /ranker/],
    [['--limit', '72'], /write 0\.72 for 72 %/],
    [['--limit', 'low'], /a number or none/],
    [['--limit', '0'], /No value of accuracy is below 0: give --limit another one/],
    [['--metric', 'errorRate', '--limit', '1'], /No value of errorRate is above 1/],
    [['--metric', 'a b'], /to be a name/],
    [['--promotion', 'now'], /challenger or auto/],
    [['--metric', 'latencyMs', '--limit', '-5'], /--limit of latencyMs to be at least 0, got `-5`/],
    [['--metric', 'uplift'], /--direction to be higher-is-better or lower-is-better, got none; the name `uplift` does/],
    [['--metric', 'ks', '--limit', '0.2'], /the name `ks` does not say which way is good/],
    [['--metric', 'p95', '--limit', 'none'], /the name `p95` does not say which way is good/],
    [['--metric', 'uplift', '--direction', 'up'], /higher-is-better or lower-is-better, got `up`/],
    [
      ['--direction', 'lower-is-better'],
      /of accuracy to be higher-is-better, as is built in, got `lower-is-better`; leave/,
    ],
  ])('refuses %j with what it can be', async (flags, message) => {
    const { code, stderr } = await init(...flags, '--yes');
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('finds changes without a limit, and knows which side of one is bad', async () => {
    await init('--kind', 'demo', '--metric', 'latencyMs', '--limit', '200', '--yes');
    expect(await read('rain.monitor.yaml')).toContain('above: 200');
    await init('--kind', 'demo', '--metric', 'clickRate', '--limit', 'none', '--yes', '--force');
    const text = await read('rain.monitor.yaml');
    expect(text).toContain('level-shift');
    expect(text).toContain('direction: higher-is-better');
  });

  it.each([
    ['psi', 'lower-is-better'],
    ['MAPE', 'lower-is-better'],
    ['log_loss', 'lower-is-better'],
    ['p99LatencyMs', 'lower-is-better'],
    ['wasserstein', 'lower-is-better'],
    ['ndcg', 'higher-is-better'],
  ])('knows of %s which way is usually good: %s', async (metric, direction) => {
    expect(await init('--metric', metric, '--limit', '0.2', '--yes')).toMatchObject({ code: 0, stderr: '' });
    const side = direction === 'higher-is-better' ? 'below' : 'above';
    expect(parse(await read('rain.monitor.yaml'))).toMatchObject({
      metrics: { [metric]: { direction, detectors: [{ [side]: 0.2 }] } },
    });
    expect(await runCli(['validate', join(folder, 'rain.monitor.yaml')])).toMatchObject({ code: 0 });
  });

  it('is told which way is good, against what is usual too', async () => {
    const flags = ['--metric', 'psi', '--limit', '0.2', '--direction', 'higher-is-better', '--yes'];
    expect(await init(...flags)).toMatchObject({ code: 0, stderr: '' });
    expect(await read('rain.monitor.yaml')).toContain('direction: higher-is-better');
  });

  it.each([
    ['no', 'lower-is-better'],
    ['Y', 'higher-is-better'],
    ['', undefined],
    ['maybe', undefined],
  ])('asks which way of a strange name is good, and takes %j for %s', async (answer, direction) => {
    const { code, asked } = await onTerminal(`demo\nshop:search\nuplift\n${answer}\n0.8\nauto\n`);
    expect(asked).toContain('Is a higher value of `uplift` better, yes or no? ');
    expect(code).toBe(direction === undefined ? 2 : 0);
    if (direction === undefined) {
      expect(asked.at(-1)).toContain('--direction to be higher-is-better or lower-is-better, got');
      expect(await readdir(folder)).toEqual(['rows.csv']);
    } else expect(parse(await read('search.monitor.yaml'))).toMatchObject({ metrics: { uplift: { direction } } });
  });

  it('asks five questions on a terminal, with the defaults in brackets', async () => {
    const { code, asked } = await onTerminal('python\nshop:search\nf1\n0.8\nauto\n');
    expect(code).toBe(0);
    expect(asked.map((text) => /\[(.*)\] $/.exec(text)?.[1])).toEqual([
      'demo',
      'weather:rain',
      'accuracy',
      'none',
      'challenger',
    ]);
    const written = parse(await read('search.monitor.yaml')) as Record<string, never>;
    expect(written).toMatchObject({
      model: 'shop:search',
      metrics: { f1: { detectors: [{ below: 0.8 }] } },
      retrain: { promotion: 'auto', trainer: { taskQueue: 'train-python' } },
    });
  });
});
