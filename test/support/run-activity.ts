import { DefaultLogger } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Client } from '@temporalio/client';
import type { Info } from '@temporalio/activity';
import { createActivities } from '../../activities/index.ts';
import { tuners } from '../../src/tuners/index.ts';
import { Notifiers } from '../../src/notify/notifiers.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { RetrainActivities } from '../../activities/contract.ts';
import type { Trainer } from '../../src/trainers/trainer.ts';

const unused: ModelRegistry = new Proxy({} as ModelRegistry, {
  get: (_, name) => () => Promise.reject(new Error(`The test did not expect ${String(name)} to be called`)),
});

/** The activities of a worker that has just this. */
export function activitiesOf(
  has: Partial<Omit<Dependencies, 'trainers'>> & { trainers?: Trainer[] } = {}
): RetrainActivities {
  const { trainers = [], ...rest } = has;
  return createActivities({
    registry: unused,
    tuners,
    defaultTuner: 'grid',
    notifiers: new Notifiers(),
    sources: new Map(),
    ...rest,
    trainers: new Map(trainers.map((trainer) => [trainer.name, trainer])),
  });
}

export interface ActivityRun<R> {
  result: Promise<R>;
  /** Details of the heartbeats so far. */
  heartbeats: unknown[];
  cancel(): void;
}

/** One attempt at an activity, in the environment that Temporal has for tests. */
export function runActivity<A, R>(
  activity: (argument: A) => Promise<R>,
  argument: A,
  info: Partial<Info> = {},
  client?: Pick<Client['workflow'], 'getHandle'>
): ActivityRun<R> {
  const environment = new MockActivityEnvironment(info, {
    logger: new DefaultLogger('ERROR'),
    ...(client
      ? { client: { workflow: client, withAbortSignal: (_: unknown, call: () => unknown) => call() } as Client }
      : {}),
  });
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  return {
    result: environment.run(activity, argument),
    heartbeats,
    cancel: () => environment.cancel('CANCELLED'),
  };
}
