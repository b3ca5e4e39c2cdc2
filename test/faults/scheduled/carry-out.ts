import { randomUUID } from 'node:crypto';
import { ana, type Watched } from './watched.ts';
import { eventually } from '../../support/eventually.ts';
import { retrainWorkflowId } from '../../../src/terms/model-id.ts';
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import type { MonitorKind } from './schedule.ts';

/** Whether a happening has changed anything, or was refused by whom it was meant for. */
export type End = 'done' | 'refused';

/** Lets it happen to a monitor. */
export async function carryOut(kind: MonitorKind, chance: number, monitor: Watched): Promise<End> {
  switch (kind) {
    case 'pause':
    case 'resume':
    case 'retrain':
    case 'approve':
    case 'reject':
    case 'rollback':
    case 'release':
      return command(monitor, kind);
    case 'adopt':
      return command(monitor, 'adopt', { version: `1.0.${Math.floor(3 * chance)}` });
    case 'policy':
      return changePolicy(monitor);
    case 'drift':
      monitor.driftNext();
      return 'done';
    case 'stop and start':
      await monitor.stopAndStart();
      return 'done';
    case 'monitor reset':
      return reset(monitor, monitor.handle, chance);
    case 'retrain reset':
      return ofRetrain(monitor, (retrain) => reset(monitor, retrain, chance));
    case 'retrain terminated':
      return ofRetrain(monitor, (retrain) => ofGrpc(monitor, 'terminate', () => retrain.terminate('by an operator')));
  }
}

// --- internal ---

type History = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

async function ofRetrain(monitor: Watched, work: (retrain: WorkflowHandle) => Promise<End>): Promise<End> {
  const retrain = await newestRetrain(monitor);
  return retrain ? work(retrain) : 'refused';
}

/** With an id of its own, so that asking again is no second command. */
async function command(monitor: Watched, name: string, more: object = {}): Promise<End> {
  const updateId = randomUUID();
  try {
    await monitor.ask(name, () => monitor.handle.executeUpdate(name, { args: [{ ...ana, ...more }], updateId }));
    return 'done';
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return 'refused';
    throw error;
  }
}

async function changePolicy(monitor: Watched): Promise<End> {
  monitor.windows += 1;
  const end = await command(monitor, 'policy', { monitor: monitor.file() });
  if (end === 'refused') throw new Error(`${monitor.model} refuses a policy that is sound`);
  return end;
}

/** Back to any of the tasks that the run has completed. */
async function reset(monitor: Watched, workflow: WorkflowHandle, chance: number): Promise<End> {
  const { client } = monitor.machines;
  const { workflowId } = workflow;
  const completed = async (): Promise<History> => {
    const { events } = await monitor.ask(`history of ${workflowId}`, () => workflow.fetchHistory());
    return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  };
  const done = await eventually(completed, ({ length }) => length > 0, 30_000).catch(() => []);
  const at = done[Math.floor(chance * done.length)];
  if (!at) return 'refused';
  return ofGrpc(monitor, `reset to ${String(at.eventId)}`, () =>
    client.workflowService.resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId },
      workflowTaskFinishEventId: at.eventId ?? null,
      requestId: randomUUID(),
      reason: 'a person went back',
    })
  );
}

/** The newest one there is; where there is none one is asked for, which may be held. */
async function newestRetrain(monitor: Watched): Promise<WorkflowHandle | undefined> {
  const { client } = monitor.machines;
  const nth = (generation: number): WorkflowHandle =>
    client.workflow.getHandle(retrainWorkflowId(monitor.workflowId, generation));
  const exists = (generation: number): Promise<boolean> =>
    monitor
      .ask(`retrain ${generation}`, () => nth(generation).describe())
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        }
      );
  if (!(await exists(1))) {
    await command(monitor, 'retrain');
    const started = await eventually(() => exists(1), Boolean, 15_000).catch(() => false);
    if (!started) return undefined;
  }
  let newest = 1;
  while (await exists(newest + 1)) newest += 1;
  return nth(newest);
}

/** What the server does not do is its own affair: a run that has ended meanwhile, a reset into the middle of a child's start. */
function ofGrpc({ model, machines }: Watched, what: string, ask: () => Promise<unknown>): Promise<End> {
  return machines.patience.within(`${model}: ${what}`, () =>
    ask().then(
      () => 'done' as const,
      () => 'refused' as const
    )
  );
}
