import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { pullScheduleId } from '../terms/model-id.ts';
import { workflowTypes } from '../terms/message-names.ts';
import type { PullOrder } from '../core/state-parts/pull.ts';

/**
 * Has the server ask for a model's metrics on a schedule, as the policy in force says. Creating it again changes
 * nothing, unless it is to be replaced.
 */
export async function schedulePull(
  client: Client,
  order: PullOrder,
  { taskQueue, isNew }: { taskQueue: string; isNew: boolean }
): Promise<void> {
  const options = optionsOf(order, taskQueue);
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    if (!isNew) return;
    const { spec, action, policies } = options;
    const schedule = client.schedule.getHandle(options.scheduleId);
    await schedule.update(({ state }) => ({ spec, action, policies, state }));
    await schedule.trigger();
  }
}

/** Nobody asks for the model's metrics any more. */
export async function endPull(client: Client, model: string): Promise<void> {
  try {
    await client.schedule.getHandle(pullScheduleId(model)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

// --- internal ---

type PullSchedule = ScheduleOptions & {
  action: ScheduleOptions['action'] & { workflowId: string; taskQueue: string };
  policies: NonNullable<ScheduleOptions['policies']>;
};

function optionsOf(order: PullOrder, taskQueue: string): PullSchedule {
  const { model, pull } = order;
  const scheduleId = pullScheduleId(model);
  return {
    scheduleId,
    spec: { intervals: [{ every: pull.everyMs, offset: pull.delayMs % pull.everyMs }] },
    action: {
      type: 'startWorkflow',
      workflowType: workflowTypes.pull,
      workflowId: scheduleId,
      taskQueue,
      args: [order],
      staticSummary: `metrics of ${model} from ${pull.source}`,
    },
    // What was missed is caught up by the next one, so a late start is worth nothing, nor a second one.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    // A query that cannot be answered is told now, and not when the first value is due.
    state: { triggerImmediately: true },
  };
}
