import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultMonitor } from '../../src/config/complete/default-monitor.ts';
import { eventually } from '../support/eventually.ts';
import { loadMonitor } from '../../src/config/file/load-monitor.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { MonitorHandle } from '../../src/client/monitor-handle.ts';
import { rainWorld, type RainWorld } from '../support/rain.ts';
import { withWorker } from '../support/temporal.ts';

const falling = Array.from({ length: 50 }, (_, i) => 0.95 - i * 0.004);
const bad = (values: number[]) => (monitor: MonitorHandle) => {
  for (const accuracy of values) monitor.record({ accuracy });
};

/** What makes each example ask for a retrain, as its first comment says. */
const fires: Record<string, (monitor: MonitorHandle) => unknown> = {
  rain: bad([0.61, 0.63, 0.58, 0.6, 0.62]),
  adaptive: bad([0.8, 0.8, 0.8, 0.8, 0.8]),
  decay: bad(falling),
  'drift-events': (monitor) => monitor.recordDrift({ type: 'dataDrift', streamId: 'station-7', pValue: 0.001 }),
  limits: bad([0.8]),
  scheduled: bad([0.8, 0.8, 0.8]),
  // Its quiet hours and freezes hold everything back but a person.
  full: (monitor) => monitor.retrain({ actor: 'ana', severity: 'full', comment: 'to see it train' }),
};

describe('examples/*.monitor.yaml', () => {
  let world: RainWorld;
  beforeAll(async () => {
    world = await rainWorld();
  });
  afterAll(() => world.clean());

  it('each start as shipped, ask for a retrain, and make a version', async () => {
    const files = (await readdir('examples')).filter((name) => name.endsWith('.monitor.yaml'));
    expect(Object.keys(fires).toSorted()).toEqual(files.map((name) => name.replace('.monitor.yaml', '')).toSorted());
    await withWorker({ plugins: [world.plugin] }, async ({ taskQueue, namespace, uniqueId }) => {
      const server = { address: inject('address'), namespace, taskQueue };
      // All of them train at once.
      const client = await MonitorClient.connect({ ...server, answerTimeoutMs: 150_000 });
      try {
        const outcomes = files.map(async (file) => {
          const { config, written } = await loadMonitor(`examples/${file}`);
          // Other tests start some of the same models.
          const model = uniqueId(config.model);
          const monitor = client.monitor(model);
          await monitor.ensure({ ...(written as MonitorFile), model });
          await fires[file.replace('.monitor.yaml', '')]!(monitor);
          await monitor.flush();
          const done = await eventually(
            () => monitor.state(),
            ({ approval, lastRetrain }) => approval !== null || lastRetrain !== null,
            150_000
          );
          return [file, done.approval?.version ?? done.lastRetrain];
        });
        expect(await Promise.all(outcomes)).toEqual(files.map((file) => [file, '1.0.0']));
        // And the monitor that takes no file.
        const model = uniqueId('weather:default');
        const data = { csv: 'noaa-rain.csv', time: 'day', timeUnit: 'day', label: 'rain' } as const;
        const monitor = client.monitor(model);
        await monitor.ensure(defaultMonitor({ model, data }));
        bad([0.8, 0.8, 0.8, 0.8, 0.8])(monitor);
        await monitor.flush();
        const { approval } = await eventually(
          () => monitor.state(),
          (state) => state.approval !== null || state.lastRetrain !== null,
          150_000
        );
        expect(approval?.version).toBe('1.0.0');
      } finally {
        await client.close();
      }
    });
  });
});
