import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  accuracies,
  newFolder,
  newModel,
  openScriptedWorld,
  scriptedMonitor,
  startMonitor,
} from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { explainQuery, metricsSignal, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { RegistryError } from '../../src/terms/errors.ts';
import { startableWorker, withClient, withWorker } from '../support/temporal.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { Notice } from '../../src/core/state/events.ts';
import type { ScriptedWorld } from '../support/scripted.ts';
import type { WorkflowHandle } from '@temporalio/client';

const ask: { args: [{ actor: string }] } = { args: [{ actor: 'ada' }] };
const bad = (seq: number) => accuracies(seq, [0.3, 0.3]);

/** A world whose notices are kept. */
async function hearing(folder: string, registry?: ModelRegistry): Promise<{ world: ScriptedWorld; heard: Notice[] }> {
  const heard: Notice[] = [];
  const notifiers = { ear: { notify: (notices: readonly Notice[]) => Promise.resolve(void heard.push(...notices)) } };
  return { world: await openScriptedWorld(folder, { notifiers, ...(registry ? { registry } : {}) }), heard };
}

const settled = (monitor: WorkflowHandle, generation: number) =>
  eventually(
    () => monitor.query(stateQuery),
    ({ lastRetrain, inFlight }) => inFlight === null && lastRetrain?.generation === generation
  );
const held = (monitor: WorkflowHandle, by: string) =>
  eventually(
    () => monitor.query(explainQuery),
    ({ holds }) => holds.some((hold) => hold.by === by)
  );

/** What a refused update says. */
const told = (error: unknown): string => (error as Error & { cause?: Error }).cause?.message ?? String(error);

describe('a registry that refuses the credentials when a monitor starts', () => {
  it('holds it with the reason and a notice, and no longer once they are mended', async () => {
    const folder = await newFolder();
    const inner = await openSqliteRegistry({ path: join(folder, 'registry.db') });
    let isRefusing = true;
    const registry = new Proxy(inner, {
      get: (_, name: keyof ModelRegistry) => {
        const value = inner[name];
        if (typeof value !== 'function' || name === 'close') return value;
        return async (...given: unknown[]) => {
          if (isRefusing) throw new RegistryError('The registry answered 401: wrong password', { permanent: true });
          return (value as (...args: unknown[]) => unknown).apply(inner, given);
        };
      },
    });
    const { world, heard } = await hearing(folder, registry);
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel('refused')));
      await monitor.signal(metricsSignal, bad(1));
      const explained = await held(monitor, 'registry');
      expect(explained.registry?.[0]).toContain('401: wrong password');
      await eventually(
        () => Promise.resolve(heard.map(({ event }) => event)),
        (events) => events.includes('registry-trouble')
      );
      expect(await inner.versions(explained.model)).toEqual([]);
      isRefusing = false;
      // Whoever wants something has what the monitor knows looked up at once; left alone it asks within minutes.
      await monitor.executeUpdate(retrainUpdate, ask).catch(() => undefined);
      expect((await settled(monitor, 1)).champion).toBe('1.0.0');
      expect(heard.map(({ event }) => event)).toContain('registry-well');
    });
    await world.clean();
  });
});

describe('two workers on one queue, each with a registry file of its own', () => {
  it('make no version in the second one, and people hear that there are two', async () => {
    const [ours, theirs] = [await hearing(await newFolder()), await hearing(await newFolder())];
    await withClient(async (temporal) => {
      const run = async (world: ScriptedWorld) => {
        const { worker, close } = await startableWorker(temporal, { plugins: [world.plugin] });
        const ended = worker.run().finally(() => void close());
        return async () => {
          worker.shutdown();
          await ended;
        };
      };
      const model = newModel('twice');
      const stopOurs = await run(ours.world);
      const monitor = await startMonitor(temporal, scriptedMonitor(model));
      await monitor.executeUpdate(retrainUpdate, ask);
      expect((await settled(monitor, 1)).champion).toBe('1.0.0');
      await stopOurs();

      const stopTheirs = await run(theirs.world);
      // A monitor that has looked at the registry before it is asked refuses at once, and for that reason alone.
      const refusal = await monitor.executeUpdate(retrainUpdate, ask).then(() => 'none: held by the registry', told);
      expect(refusal).toContain('registry');
      const explained = await held(monitor, 'registry');
      expect(explained.registry?.[0]).toContain('give all workers of the task queue the same registry');
      await eventually(
        () => Promise.resolve(theirs.heard.map(({ event }) => event)),
        (events) => events.includes('registry-trouble')
      );
      expect((await monitor.query(stateQuery)).champion).toBe('1.0.0');
      await stopTheirs();
      const files = await openSqliteRegistry({ path: join(theirs.world.folder, 'registry.db') });
      expect(await files.versions(model)).toEqual([]);
      await files.close();
      await monitor.terminate();
    });
    await Promise.all([ours, theirs].map(({ world }) => world.clean()));
  });
});

describe('a champion whose bytes were cleaned away', () => {
  it('is told by the evaluation where the trainer is on a queue of its own, with the way out', async () => {
    const folder = await newFolder();
    const { world, heard } = await hearing(folder);
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('cleaned');
      const file = scriptedMonitor(model, {}, { retrain: { trainer: { taskQueue: temporal.taskQueue } } });
      const monitor = await startMonitor(temporal, file);
      await monitor.executeUpdate(retrainUpdate, ask);
      await settled(monitor, 1);
      const artifacts = join(folder, 'artifacts');
      for (const name of await readdir(artifacts)) await rm(join(artifacts, name));
      await monitor.executeUpdate(retrainUpdate, ask);
      const view = await settled(monitor, 2);
      expect(view).toMatchObject({ champion: '1.0.0', lastRetrain: { status: 'failed' } });
      expect(view.lastRetrain?.note).toContain('The champion could not be evaluated: E');
      expect(view.lastRetrain?.note).toContain(`monitor retrain ${model} --without-champion`);
      await expect.poll(() => heard.some(({ text }) => text.includes('--without-champion'))).toBe(true);
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', withoutChampion: true }] });
      expect((await settled(monitor, 3)).champion).not.toBe('1.0.0');
    });
    await world.clean();
  });
});
