import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { MonitorView } from '../../src/core/wire/answers.ts';
import { startDevServer } from '../../src/server/start-dev-server.ts';
import { stateQuery } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { expectRetrained } from '../support/invariants.ts';
import { newFolder, newModel, openScriptedWorld, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { startWorkerProcess } from '../support/start-worker-process.ts';
import { bundlePath, newClient, withClient } from '../support/temporal.ts';
import { startCli, type CliProcess } from './cli-process.ts';
import { openConnection } from '../../src/client/connect.ts';

const started: CliProcess[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});

function start(args: readonly string[], env: NodeJS.ProcessEnv): CliProcess {
  const one = startCli(args, env);
  started.push(one);
  return one;
}

describe('a command that waits', () => {
  it('tells of the one retrain that it asked for, whose worker was killed and another one started', async () => {
    const folder = await newFolder();
    const { points, registry, clean } = await openScriptedWorld(folder);
    await withClient(async (temporal) => {
      const { client, taskQueue, namespace } = temporal;
      const setup = { address: inject('address'), namespace, taskQueue, folder, bundlePath: bundlePath() };
      const first = await startWorkerProcess(setup);
      const model = newModel('waited');
      points.hold('train', model);
      const monitor = await startMonitor(temporal, scriptedMonitor(model));
      const env = { TEMPORAL_ADDRESS: setup.address, TEMPORAL_NAMESPACE: namespace };
      const waiting = start(['monitor', 'retrain', model, '--wait', '--actor', 'ada'], env);
      await points.reached('train', model);
      await expect.poll(() => waiting.output.stderr).toMatch(/^retrain 1 \(full\)/m);

      await first.kill();
      await expect.poll(() => waiting.output.stderr).toMatch(/has no answer yet|Still waiting/);
      const second = await startWorkerProcess(setup);
      points.release('train', model);
      const { code, stdout, stderr } = await waiting.ended;
      expect(code).toBe(0);
      expect(stdout).toBe(
        'Retrain 1 (full) promoted version 1.0.0.\n  passed  300 held-out samples, at least 30 needed\n'
      );
      expect(stderr).toContain('The monitor answers again\n');
      expect(stderr).not.toMatch(/retrain 2|fail|error/i);
      expect(await monitor.query(stateQuery)).toMatchObject({ champion: '1.0.0', generation: 1, inFlight: null });
      await expectRetrained({ client, registry }, model, 1);
      await monitor.terminate('the test is over');
      await second.stop();
    });
    await registry.close();
    await clean();
  });
});

describe('a long file', () => {
  it('counts once, all of it, where the server is killed and started again while it is sent', async () => {
    const folder = await newFolder();
    const options = { binary: inject('temporalBinary'), uiPort: false as const, dbFile: join(folder, 'temporal.db') };
    let server = await startDevServer(options);
    const { address, namespace } = server;
    const connection = await openConnection({ address });
    const client = newClient({ connection, namespace });
    const taskQueue = 'sent-meanwhile';
    const worker = await startWorkerProcess({ address, namespace, taskQueue, folder, bundlePath: bundlePath() });
    const model = newModel('sent');
    const monitor = await startMonitor({ client, taskQueue }, scriptedMonitor(model));
    const path = join(folder, 'long.csv');
    const rows = 50_000;
    const times = Array.from({ length: rows }, (_, i) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString());
    await writeFile(path, `at,accuracy\n${times.map((at) => `${at},0.9\n`).join('')}`);

    const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
    const sending = start(['send', model, '--file', path, '--json'], env);
    const look = (): Promise<MonitorView> => monitor.query(stateQuery);
    const before = await eventually(look, ({ counts }) => counts.observations > 0);
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    const confirmed = /confirmed nothing for \d+ s \((\d+) of (\d+) rows delivered\): trying again/;
    await expect.poll(() => sending.output.stderr).toMatch(confirmed);
    const [, delivered, taken] = (confirmed.exec(sending.output.stderr) ?? []).map(Number);
    server = await startDevServer({ ...options, port: Number(address.split(':')[1]) });

    const { code, stdout, stderr } = await sending.ended;
    expect(code).toBe(0);
    // A worker whose task went down with the server is given it again after a minute, and tells of no counts until then.
    const uncounted = /^what the monitor counts of it is not known: .* has had a task of its workflow/;
    const told = stderr.split('\n').filter((line) => line !== '' && !uncounted.test(line));
    expect(told).toEqual([expect.stringContaining('a history begins here'), expect.stringMatching(confirmed)]);
    // The server may have taken what it did not come to confirm.
    expect(delivered).toBeLessThan(taken!);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: rows, sent: rows, rejected: 0 });
    const { counts } = await eventually(look, (view) => view.counts.observations >= rows);
    expect(counts).toMatchObject({ observations: rows, repeated: 0, refusedBatches: 0, outOfOrder: 0 });
    expect(before.counts.observations).toBeLessThan(rows);

    await worker.kill();
    await connection.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
});
