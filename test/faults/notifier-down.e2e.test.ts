import { describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { withWorker } from '../support/temporal.ts';
import type { Notice } from '../../src/core/state/events.ts';
import type { Notifier } from '../../src/notify/notifier.ts';

class Hearing implements Notifier {
  isDown: boolean;
  readonly heard: Notice[] = [];
  refused = 0;

  constructor(isDown = false) {
    this.isDown = isDown;
  }

  get ids(): string[] {
    return this.heard.map(({ id }) => id);
  }

  notify(notices: readonly Notice[]): Promise<void> {
    if (this.isDown) {
      this.refused += 1;
      return Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9'));
    }
    this.heard.push(...notices);
    return Promise.resolve();
  }
}

describe('a notifier that is down', () => {
  it('stops no decision and no retrain, keeps nothing from the others, and gets all of it in order when it is back', async () => {
    const [down, audit] = [new Hearing(true), new Hearing()];
    const world = await scriptedWorld({ notifiers: { down, audit } });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel()), { rollAfterEvents: 60 });
      const { workflowId } = monitor;
      // Of whichever run is the current one.
      const current = temporal.client.workflow.getHandle(workflowId);
      for (const generation of [1, 2]) {
        await current.signal(metricsSignal, accuracies(generation, [0.9, 0.5]));
        const view = await eventually(
          () => current.query(stateQuery),
          ({ lastRetrain }) => lastRetrain?.generation === generation
        );
        expect(view).toMatchObject({ champion: `1.0.${generation - 1}`, lastRetrain: { status: 'promoted' } });
        // While the other is still down: it would be minutes until then.
        await eventually(
          () => Promise.resolve(audit.heard.filter(({ event }) => event === 'promoted').length),
          (promoted) => promoted === generation
        );
      }
      expect(down.refused).toBeGreaterThan(0);
      const { notifiers } = await current.query(stateQuery);
      expect(notifiers).toMatchObject([{ name: 'down', error: 'connect ECONNREFUSED 127.0.0.1:9', missed: 0 }]);
      down.isDown = false;
      const view = await eventually(
        () => current.query(stateQuery),
        (found) => found.notifiers === undefined
      );
      expect(view.generation).toBe(2);
      expect(down.ids).toEqual(audit.ids);
      expect(new Set(audit.ids).size).toBe(audit.ids.length);
      await current.terminate('the test is over');
    });
    await world.clean();
  });
});
