import type { MonitorView } from '../../src/core/wire/answers.ts';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { freePorts, isPortFree } from '../../src/server/free-port.ts';
import { rainMonitor } from '../support/rain.ts';
import { runCli } from './run-cli.ts';
import { startCli, type CliProcess } from './cli-process.ts';

const started: CliProcess[] = [];

afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});

it('keeps monitors from one `dev` to the next, ends with 0 at Ctrl-C, and lets no second one into its home', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-dev-'));
  const [port, uiPort] = (await freePorts(2)) as [number, number];
  const home = ['--home', join(folder, 'home'), '--bundle', inject('bundlePath')];
  const args = ['dev', '--port', String(port), '--ui-port', String(uiPort), '--json', ...home];
  const dev = (): CliProcess => {
    const process = startCli(args, { TEMPORAL_CLI: inject('temporalBinary'), TEMPORAL_ADDRESS: '' }, folder);
    started.push(process);
    return process;
  };
  const env = { TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
  const file = join(folder, 'monitor.json');
  await writeFile(file, JSON.stringify(rainMonitor('dev:rain')));

  const first = dev();
  await first.printed(/"ready"/);
  expect(JSON.parse(first.output.stdout)).toMatchObject({
    address: `127.0.0.1:${port}`,
    uiUrl: `http://127.0.0.1:${uiPort}`,
  });
  expect(await runCli(['monitor', 'start', file], { env, input: '' })).toMatchObject({ code: 0 });
  expect(await runCli(['send', 'dev:rain', '--metric', 'accuracy=0.9'], { env, input: '' })).toMatchObject({ code: 0 });
  const second = await runCli(['dev', '--ephemeral', ...home], { env: {}, input: '' });
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toContain(`process ${first.child.pid} runs \`dev\` with it`);
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 0 });
  expect(await isPortFree(port)).toBe(true);

  const again = dev();
  await again.printed(/"ready"/);
  const { stdout } = await runCli(['monitor', 'show', 'dev:rain', '--json'], { env, input: '' });
  expect((JSON.parse(stdout) as MonitorView).counts.observations).toBe(1);
  again.child.kill('SIGTERM');
  expect(await again.ended).toMatchObject({ code: 0 });
  await rm(folder, { recursive: true, force: true });
});

it('says that ports have no effect where a server is configured', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-dev-'));
  const args = ['dev', '--port', '7399', '--home', join(folder, 'home'), '--bundle', inject('bundlePath')];
  const dev = startCli([...args, '--task-queue', 'dev-port'], { TEMPORAL_ADDRESS: inject('address') }, folder);
  started.push(dev);
  await dev.printed(/Ready\./);
  dev.child.kill('SIGINT');
  const { code, stderr } = await dev.ended;
  expect(code).toBe(0);
  expect(stderr).toContain(`--port has no effect: the server ${inject('address')} is configured and not started here`);
  await rm(folder, { recursive: true, force: true });
});

it('says why it takes another port than the usual one, and names no file that only a clone has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-dev-'));
  // Whoever has the port: it is in use.
  const taken = createServer().on('error', () => undefined);
  taken.listen(7233, '127.0.0.1');
  const args = ['dev', '--ephemeral', '--home', join(folder, 'home'), '--bundle', inject('bundlePath')];
  const dev = startCli(args, { TEMPORAL_CLI: inject('temporalBinary'), TEMPORAL_ADDRESS: '' }, folder);
  started.push(dev);
  await dev.printed(/Ready\./);
  dev.child.kill('SIGINT');
  const { code, stdout, stderr } = await dev.ended;
  taken.close();
  expect(code).toBe(0);
  expect(stderr).toContain('Port 7233 is in use');
  expect(stdout).toContain('temporal-retrain init');
  expect(stdout).not.toContain('examples/');
  await rm(folder, { recursive: true, force: true });
});

it('goes on in a temporary folder where nothing can be written, says so, and leaves nothing', async () => {
  const [port, uiPort] = (await freePorts(2)) as [number, number];
  const args = ['dev', '--port', String(port), '--ui-port', String(uiPort), '--bundle', inject('bundlePath')];
  const env = { TEMPORAL_CLI: inject('temporalBinary'), TEMPORAL_ADDRESS: '' };
  // Not even root makes a folder there.
  const dev = startCli(args, env, '/proc');
  started.push(dev);
  await dev.printed(/Ready\./);
  const [, home = ''] = /go to (\S+) and are removed when it ends; --home/.exec(dev.output.stderr) ?? [];
  expect(dev.output.stderr).toContain('nothing can be written to /proc (ENOENT): ');
  expect(dev.output.stdout).toContain(`Home             ${home} (removed at the end)`);
  expect(await readdir(home)).toEqual(expect.arrayContaining(['registry.db', 'temporal.db']));
  dev.child.kill('SIGINT');
  expect(await dev.ended).toMatchObject({ code: 0 });
  await expect(readdir(home)).rejects.toThrow('ENOENT');

  // A folder that was named, and a server that stays when this one ends.
  const named = await runCli(['dev', '--home', '/proc/home'], { env, input: '' });
  expect(named).toMatchObject({ code: 2, stdout: '' });
  expect(named.stderr).toContain('choose another one with --home');
  const stays = startCli(['dev'], { TEMPORAL_ADDRESS: inject('address') }, '/proc');
  expect(await stays.ended).toMatchObject({ code: 2, stdout: '' });
});
