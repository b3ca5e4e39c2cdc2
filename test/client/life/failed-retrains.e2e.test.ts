import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MonitorClient } from '../../../src/client/monitor-client.ts';
import { retrainIdOf } from '../../../src/terms/model-id.ts';
import { newModel, scriptedMonitor } from '../../support/scripted.ts';
import { startScriptedWorker, type ScriptedWorker } from '../../support/scripted-worker.ts';

const ada = { actor: 'ada' };
const failing = { failures: 1, permanent: true };

let worker: ScriptedWorker;
beforeAll(async () => {
  worker = await startScriptedWorker();
});
afterAll(() => worker?.stop());

describe('a list of monitors', () => {
  it('tells of one whose newest retrain has failed, until a later one has not', async () => {
    const { client: temporal, taskQueue } = worker.temporal;
    const client = new MonitorClient({ client: temporal, taskQueue });
    const [model, other] = [newModel('failing'), newModel('never')];
    const monitor = client.monitor(model);
    await monitor.ensure(scriptedMonitor(model, failing));
    await client.monitor(other).ensure(scriptedMonitor(other));
    const told = async (): Promise<Record<string, true | undefined>> => {
      const found: Record<string, true | undefined> = {};
      for await (const one of client.list())
        if ([model, other].includes(one.model)) found[one.model] = one.retrainFailed;
      return found;
    };
    await expect.poll(told).toEqual({ [model]: undefined, [other]: undefined });
    await monitor.retrain(ada);
    await expect.poll(told).toEqual({ [model]: true, [other]: undefined });
    const { monitors } = await client.page({}, { pageSize: 1_000 });
    expect(monitors.find((one) => one.model === model)).toMatchObject({ retrainFailed: true });
    await monitor.updatePolicy(scriptedMonitor(model), ada);
    await monitor.retrain(ada);
    await expect.poll(async () => (await monitor.state()).champion).toBe('1.0.0');
    await expect.poll(told).toEqual({ [model]: undefined, [other]: undefined });
  });

  it('does not hold against a monitor that was started again what an earlier one of its name met', async () => {
    const { client: temporal, taskQueue } = worker.temporal;
    const client = new MonitorClient({ client: temporal, taskQueue });
    const model = newModel('again');
    const monitor = client.monitor(model);
    const told = async (): Promise<true | string | undefined> => {
      for await (const one of client.list()) if (one.model === model) return one.retrainFailed ?? 'none has failed';
      return undefined;
    };
    await monitor.ensure(scriptedMonitor(model, failing));
    await monitor.retrain(ada);
    await expect.poll(told).toBe(true);
    await monitor.stop(ada);
    await expect.poll(told).toBeUndefined();
    await monitor.ensure(scriptedMonitor(model, failing));
    await expect.poll(told).toBe('none has failed');
  });

  it('tells of one whose newest retrain was ended from outside, which has written no outcome', async () => {
    const { world } = worker;
    const { client: temporal, taskQueue } = worker.temporal;
    const client = new MonitorClient({ client: temporal, taskQueue });
    const model = newModel('ended');
    world.points.hold('train', model);
    await client.monitor(model).ensure(scriptedMonitor(model));
    await client.monitor(model).retrain(ada);
    await expect.poll(async () => (await client.monitor(model).state()).inFlight?.generation).toBe(1);
    await temporal.workflow.getHandle(retrainIdOf(model, 1)).terminate('nobody knows why');
    const told = async (): Promise<true | undefined> => {
      for await (const one of client.list()) if (one.model === model) return one.retrainFailed;
      return undefined;
    };
    await expect.poll(told).toBe(true);
  });
});
