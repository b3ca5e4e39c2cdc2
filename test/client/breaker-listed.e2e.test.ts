import { describe, expect, it } from 'vitest';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import type { MonitorSummary } from '../../src/client/list-monitors.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { withWorker } from '../support/temporal.ts';

const ada = { actor: 'ada' };

describe('a list of monitors', () => {
  it('tells of an open circuit breaker under a kill switch too, and until it is closed', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async ({ client: temporal, taskQueue }) => {
      const client = new MonitorClient({ client: temporal, taskQueue });
      const model = newModel('broken');
      const monitor = client.monitor(model);
      await monitor.ensure(scriptedMonitor(model, { failures: 9, permanent: true }, { breakerAfter: 1 }));
      type Told = Pick<MonitorSummary, 'state' | 'breakerOpen'> | undefined;
      const told = ({ state, breakerOpen }: MonitorSummary): Told => ({ state, breakerOpen });
      const listed = async (): Promise<Told[]> => {
        const { monitors } = await client.page({}, { pageSize: 1_000 });
        const found = monitors.find((one) => one.model === model);
        for await (const one of client.list()) if (one.model === model) return [told(one), found && told(found)];
        return [];
      };
      const both = (one: Told): Told[] => [one, one];
      await expect.poll(listed).toEqual(both({ state: 'warming-up', breakerOpen: undefined }));
      await monitor.retrain(ada);
      await expect.poll(listed).toEqual(both({ state: 'broken', breakerOpen: true }));
      await client.killSwitches.on({ model }, { actor: 'ada', comment: 'bad labels' });
      await expect.poll(listed).toEqual(both({ state: 'killed', breakerOpen: true }));
      await monitor.release(ada);
      await expect.poll(listed).toEqual(both({ state: 'killed', breakerOpen: undefined }));
    });
    await world.clean();
  });

  it('tells of it also once the monitor has gone on in a new run', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const client = new MonitorClient(temporal);
      const model = newModel('rolled');
      const monitor = client.monitor(model);
      const failing = scriptedMonitor(model, { failures: 9, permanent: true }, { breakerAfter: 1 });
      await startMonitor(temporal, failing, { rollAfterEvents: 60 });
      const listed = async (): Promise<MonitorSummary | undefined> => {
        for await (const one of client.list()) if (one.model === model) return one;
        return undefined;
      };
      await monitor.retrain(ada);
      await expect.poll(listed).toMatchObject({ breakerOpen: true });
      const { runId } = (await listed())!;
      for (let i = 0; i < 10; i++) {
        await monitor.pause(ada);
        await monitor.resume(ada);
      }
      await expect.poll(async () => (await listed())?.runId !== runId).toBe(true);
      await expect.poll(listed).toMatchObject({ state: 'broken', breakerOpen: true });
    });
    await world.clean();
  });
});
