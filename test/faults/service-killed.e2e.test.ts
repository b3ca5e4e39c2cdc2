import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { eventually } from '../support/eventually.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { newFolder, newModel, scriptedMonitor, scriptedWorld } from '../support/scripted.ts';
import { startServiceProcess } from '../support/start-service-process.ts';
import { withWorker } from '../support/temporal.ts';

const services = 5;
const killsEach = Number(process.env['SERVICE_KILLS'] ?? 15) / services;

/** What a service noted: what it accepted, and what it may have accepted when it was killed. */
function notesIn(folder: string): { done: number[]; doubtful: number[] } {
  const numbers = (kind: string, text: string): number[] =>
    text.split('\n').flatMap((line) => (line.startsWith(`${kind} `) ? [Number(line.slice(kind.length + 1))] : []));
  const path = join(folder, 'accepted.txt');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const done = numbers('done', text);
  const isDone = new Set(done);
  return { done, doubtful: numbers('begin', text).filter((n) => !isDone.has(n)) };
}

function accepted(folder: string): number {
  return notesIn(folder).done.length;
}

it(`what services with a spool had accepted counts exactly once, though they are killed ${services * killsEach} times while they record`, async () => {
  const world = await scriptedWorld();
  await withWorker({ plugins: [world.plugin] }, async (temporal) => {
    const client = new MonitorClient({ client: temporal.client, taskQueue: temporal.taskQueue });
    const rng = createRng(2027, 1);
    await Promise.all(
      Array.from({ length: services }, async () => {
        const model = newModel('killed');
        const folder = await newFolder();
        const metrics = { accuracy: { below: -1, window: 5_000 } };
        const monitor = client.monitor(model);
        await monitor.ensure(scriptedMonitor(model, {}, { metrics }));
        const setup = { address: inject('address'), namespace: temporal.namespace, model, folder };
        for (let kill = 0; kill < killsEach; kill++) {
          const service = await startServiceProcess(setup);
          // Killed at any point, but not before it has done something.
          const enough = accepted(folder) + rng.int(1, 100);
          await eventually(
            () => Promise.resolve(accepted(folder)),
            (count) => count >= enough
          );
          await service.kill();
        }
        const { done, doubtful } = notesIn(folder);
        expect(done.length).toBeGreaterThanOrEqual(killsEach);
        // The next process sends what is left without being asked for anything.
        const next = new MonitorClient({ client: temporal.client, spool: { directory: join(folder, 'spool') } });
        await next.flush();
        expect(next.stats()[model]).toMatchObject({ waiting: 0, spool: { damaged: 0 } });
        expect(await next.close()).toEqual([]);
        const seen = await eventually(
          async () => (await monitor.window())['accuracy'] ?? [],
          (values) => values.length >= done.length
        );
        expect(seen.length).toBe(new Set(seen).size);
        const expected = new Set([...done, ...doubtful]);
        expect(seen.every((n) => expected.has(n))).toBe(true);
        const counted = new Set(seen);
        expect(done.filter((n) => !counted.has(n))).toEqual([]);
        await temporal.client.workflow.getHandle(monitor.workflowId).terminate('the test is over');
        await rm(folder, { recursive: true, force: true });
      })
    );
  });
  await world.clean();
});
