import { expect, it, vi } from 'vitest';
import { accuracyBelow, metricOf, policyOf, stateOf } from '../support/policies.ts';
import { confirmed } from '../../src/serve/intake/confirmed.ts';
import { Intake, type IntakeOptions } from '../../src/serve/intake/intake.ts';
import { MonitorNotFoundError, ServerUnavailableError } from '../../src/terms/errors.ts';
import { viewOf } from '../../src/core/view/view.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';
import type { ReadSample } from '../../src/samples/read-samples.ts';
import type { ServeMetrics } from '../../src/serve/gauges/serve-metrics.ts';

const model = 'shop:ranker';

it('a metric that a policy has just added is taken: what it watches is asked for again', async () => {
  const start = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(start);
  let policy = policyOf([accuracyBelow(0.1)]);
  const handle = {
    config: () => Promise.resolve({ policy }),
    state: () => Promise.resolve(viewOf(stateOf(policy), start)),
    record: () => undefined,
    flush: () => Promise.resolve(),
  };
  const metrics = { taken: () => undefined, refused: () => undefined };
  const client = { monitor: () => handle } as unknown as MonitorClient;
  const intake = new Intake(client, metrics as unknown as ServeMetrics, 1_000);
  const options: IntakeOptions = { ignoreUnknown: false, force: false, keyOf: () => undefined };
  const row = (name: string): ReadSample => ({ line: 1, sample: { values: { [name]: 0.9 }, options: {} } });
  expect(await intake.take(model, [[row('accuracy')]], options)).toMatchObject({ taken: 1, refused: 0 });
  policy = policyOf([accuracyBelow(0.1), metricOf('f1')]);
  // Well within the half minute for which what was told is trusted.
  clock.mockReturnValue(start + 2_000);
  expect(await intake.take(model, [[row('f1')]], options)).toMatchObject({ taken: 1, refused: 0, faults: [] });
  expect(await intake.take(model, [[row('f2')]], options)).toMatchObject({ taken: 0, refused: 1 });
  clock.mockRestore();
});

it('rows for a monitor that has ended meanwhile are not told as taken', async () => {
  const failing = (error: Error) => confirmed({ flush: () => Promise.reject(error) }, 60_000);
  const gone = new MonitorNotFoundError(`No monitor of \`${model}\` is running`, { model });
  await expect(failing(gone)).rejects.toBe(gone);
  expect(await failing(new ServerUnavailableError('no server'))).toBe('no server');
});
