import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { pollersOf } from '../../src/client/calls/pollers.ts';
import { packInto } from '../package/packed.ts';
import { runCommand } from '../../src/server/run-command.ts';
import { eventually } from '../support/eventually.ts';
import { withClient } from '../support/temporal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The examples as a user has them: in a project of their own, with the packed package in `node_modules`. */
let project = '';
let folder = '';
let packed: { unpacked: string; version: string };
let worker: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-examples-'));
  packed = await packInto(folder);
  project = join(folder, 'project');
  await cp(join(root, 'examples'), project, { recursive: true });
  await writeFile(join(project, 'package.json'), '{ "type": "module" }\n');
  await mkdir(join(project, 'node_modules'));
  await symlink(packed.unpacked, join(project, 'node_modules/temporal-retrain'));
  for (const peer of ['@temporalio', 'tsx'])
    await symlink(join(root, 'node_modules', peer), join(project, 'node_modules', peer));
}, 900_000);

afterAll(async () => {
  worker?.kill('SIGTERM');
  if (worker && worker.exitCode === null) await new Promise((resolve) => worker?.once('exit', resolve));
  await rm(folder, { recursive: true, force: true });
});

describe('what `npm pack` makes of a fresh clone', () => {
  it('is built: its command runs, and its two doors open', async () => {
    const { unpacked, version } = packed;
    const said = await runCommand(process.execPath, [join(unpacked, 'dist/src/cli/bin.js'), '--version']);
    expect(said.trim()).toBe(version);
    const doors = `await import('temporal-retrain'); await import('temporal-retrain/workflows'); console.log('open')`;
    const opened = await runCommand(process.execPath, ['--input-type=module', '-e', doors], { cwd: unpacked });
    expect(opened.trim()).toBe('open');
  });
});

describe('examples/quickstart', () => {
  it('a worker, a service and an operator work together as the README shows them', async () => {
    worker = start('quickstart/worker.ts');
    // The worker first, as the README says: without one a question is refused at once.
    await withClient(({ client }) =>
      eventually(
        () => pollersOf(client, 'models'),
        (pollers) => pollers.length > 0
      )
    );
    const service = await finished(start('quickstart/service.ts'));
    expect(service).toMatch(/retrain/i);
    await withClient(async ({ client }) => {
      const monitor = client.workflow.getHandle('monitor/weather:rain');
      const view = await eventually(
        () => monitor.query<{ approval: { version: string } | null }>('state'),
        ({ approval }) => approval !== null
      );
      expect(view.approval?.version).toBe('1.0.0');
    });
    const operator = await finished(start('quickstart/operate.ts'));
    expect(operator).toContain('refused: The monitor is paused; resume it before you ask for a retrain');
    expect(operator.trim().split('\n').at(-1)).toBe('2');
  });
});

describe('README.md', () => {
  it('shows the very lines of the example that runs here', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    for (const file of ['monitor.ts', 'service.ts', 'worker.ts'])
      expect(readme).toContain((await readFile(join(root, 'examples/quickstart', file), 'utf8')).trim());
  });
});

function start(file: string): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: project,
    stdio: 'pipe',
    env: { ...process.env, TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') },
  });
}

async function finished(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`exit code ${code}:\n${output}`);
  return output;
}
