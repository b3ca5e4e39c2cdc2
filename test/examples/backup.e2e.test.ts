import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { ownProcess } from '../support/own-process.ts';
import { startCli, type CliProcess } from '../cli/cli-process.ts';
import { openConnection } from '../../src/client/connect.ts';

const run = promisify(execFile);
const page = fileURLToPath(new URL('../../docs/backup.md', import.meta.url));
const names = { first: `backup-a-${process.pid}`, second: `backup-b-${process.pid}` };

let folder: string;
let env: NodeJS.ProcessEnv;
let worker: CliProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-page-'));
  const { execArgv, file } = ownProcess('src/cli/bin.ts');
  const words = [process.execPath, ...execArgv, file].map((word) => `"${word}"`).join(' ');
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/temporal-retrain'), `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(join(folder, 'bin/temporal-retrain'), 0o755);
  await mkdir(join(folder, 'monitors'));
  await writeFile(join(folder, 'monitors/ranker.monitor.yaml'), monitorFile);
  const connection = await openConnection({ address: inject('address') });
  for (const namespace of Object.values(names))
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
  await connection.close();
  const { NODE_OPTIONS: _ours, FORCE_COLOR: _colour, ...inherited } = process.env;
  env = {
    ...inherited,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    TEMPORAL_ADDRESS: inject('address'),
    TEMPORAL_NAMESPACE: names.first,
  };
});

afterAll(async () => {
  await stopWorker();
  await rm(folder, { recursive: true, force: true });
});

/** One model that passes its gate and serves. */
const monitorFile = `model: shop:ranker
metrics:
  accuracy: { detectors: [{ type: ewma-limit, alpha: 0.2, below: 0.72 }] }
retrain:
  promotion: auto
  trainer:
    name: in-process
    options: { data: { csv: noaa-rain.csv, time: day, timeUnit: day, label: rain } }
  data: { softSamples: 1500, holdoutSamples: 365 }
`;

async function sh(text: string): Promise<string> {
  const { stdout } = await run('sh', ['-e', '-c', text], { cwd: folder, env });
  return stdout;
}

async function startWorker(text: string): Promise<void> {
  await stopWorker();
  const args = text.trim().split(/\s+/).slice(1);
  const begin = async (): Promise<boolean> => {
    worker = startCli([...args, '--bundle', inject('bundlePath')], env, folder);
    return worker.printed(/^Polling /m).then(
      () => true,
      () => false
    );
  };
  // A namespace that has just been registered is not known to every part of the server.
  await eventually(begin, Boolean, 60_000);
}

async function stopWorker(): Promise<void> {
  worker?.child.kill('SIGTERM');
  await worker?.ended;
  worker = undefined;
}

it('docs/backup.md leads from a backup through a restore and two moves, with the same champion all along', async () => {
  const text = (await readFile(page, 'utf8')).replaceAll('models-2', names.second);
  const blocks = [...text.matchAll(/^```sh ?(.*)\n([\s\S]*?)^```$/gm)];
  expect(blocks.length).toBeGreaterThan(8);
  await startWorker('temporal-retrain worker');
  const applied = await eventually(
    () => sh('temporal-retrain apply monitors --yes').catch(String),
    (out) => !out.startsWith('Error:'),
    20_000
  );
  expect(applied).toContain('shop:ranker');
  expect(await sh('temporal-retrain monitor retrain shop:ranker --wait')).toContain('1.0.0');
  for (const [, how = '', block = ''] of blocks) {
    const [, pattern] = /^until \/(.+)\/$/.exec(how) ?? [];
    if (how === 'stopped') {
      await stopWorker();
      await sh(block);
      if (block.includes('cp backup')) await startWorker('temporal-retrain worker');
    } else if (how === 'background' || how === 'namespace') await startWorker(block);
    else if (pattern) {
      const isPrinted = (out: string): boolean => new RegExp(pattern).test(out);
      await eventually(() => sh(block).catch(String), isPrinted, 60_000);
    } else {
      const said = await sh(block);
      if (block.includes('--dry-run')) expect(said).not.toMatch(/^ *[+~-] /m);
    }
  }
  // Each version once, and its model beside the registry that was moved.
  const home = join(folder, 'srv/retrain');
  const champion = 'temporal-retrain monitor champion shop:ranker --path --namespace';
  expect((await sh(`${champion} ${names.second}`)).trim()).toMatch(new RegExp(`^${home}/artifacts/.*model\\.json$`));
  expect((await readdir(join(folder, 'backup'))).sort()).toEqual(['artifacts', 'registry.db']);
  const next = await sh(
    `temporal-retrain monitor retrain shop:ranker --namespace ${names.second} --wait --json || true`
  );
  expect(next).toContain('"generation": 2');
});
