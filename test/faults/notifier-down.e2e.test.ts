import { describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { withWorker } from '../support/temporal.ts';

describe('a notifier that is down', () => {
  it('stops no decision and no retrain, and keeps nothing from the others', async () => {
    const heard: string[] = [];
    let refused = 0;
    const world = await scriptedWorld({
      notifiers: {
        down: {
          notify: () => {
            refused += 1;
            return Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9'));
          },
        },
        audit: { notify: (notices) => Promise.resolve(void heard.push(...notices.map(({ event }) => event))) },
      },
    });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
      for (const generation of [1, 2]) {
        await monitor.signal(metricsSignal, accuracies(generation, [0.9, 0.5]));
        const view = await eventually(
          () => monitor.query(stateQuery),
          ({ lastRetrain }) => lastRetrain?.generation === generation
        );
        expect(view).toMatchObject({ champion: `1.0.${generation - 1}`, lastRetrain: { status: 'promoted' } });
      }
      expect(refused).toBeGreaterThan(0);
      expect(heard).toContain('drift');
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });
});
