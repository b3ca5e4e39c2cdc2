import { describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { failedTasks } from '../support/invariants.ts';
import { policyUpdate, stateQuery } from '../../workflows/messages.ts';
import { withWorker } from '../support/temporal.ts';
import { worstPolicies } from '../support/worst-policies.ts';

const ana = { actor: 'ana' };
const fed = 11;
const asked = 20;

describe(`a worker that is fed the worst policies by ${fed} monitors at once`, () => {
  it('answers everybody else between two of them', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const onlooker = await startMonitor(temporal, scriptedMonitor(newModel('onlooker')));
      await onlooker.query(stateQuery);
      const siege = { isOver: false };
      let answered = 0;
      let accepted = 0;
      const lanes = Array.from({ length: fed }, async (_, lane) => {
        const file = scriptedMonitor(newModel('fed'));
        const monitor = await startMonitor(temporal, file);
        const policies = Object.values(worstPolicies(file.model));
        for (let at = lane; !siege.isOver || at < lane + policies.length; at++) {
          const change = { ...ana, monitor: policies[at % policies.length] as never };
          const taken = await monitor.executeUpdate(policyUpdate, { args: [change] }).then(
            () => true,
            () => false
          );
          answered += 1;
          if (taken) accepted += 1;
        }
        await monitor.query(stateQuery);
        return monitor;
      });
      // No clock: a busy machine is as slow with the policies as with the answers, which wait for those before them alone.
      const waits: number[] = [];
      while (waits.length < asked) {
        const before = answered;
        await onlooker.query(stateQuery);
        waits.push(answered - before);
      }
      siege.isOver = true;
      const monitors = await Promise.all(lanes);
      expect(answered).toBeGreaterThanOrEqual(fed * fed);
      expect(accepted).toBeGreaterThan(fed);
      expect(accepted).toBeLessThan(answered);
      expect(Math.max(...waits)).toBeLessThanOrEqual(2 * fed);
      for (const { workflowId } of [onlooker, ...monitors])
        expect(await failedTasks(temporal.client, workflowId)).toEqual([]);
    });
    await world.clean();
  });
});
