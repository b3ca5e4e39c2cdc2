import { workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { Tasks, type Activation } from './tasks.ts';
import { workflowTypes } from '../src/terms/message-names.ts';

/**
 * Sees that a run takes things in as they were cut into tasks. A worker that is asked about a run it does not know gets
 * the whole history, also what no task has brought yet, or what was brought to a worker that has died since. It takes
 * that in, answers, and goes on from there; whoever replays the run later takes it in together with what came next, and
 * may issue other commands. In every bundle of ours, for all of our workflows.
 */
export function interceptors(): WorkflowInterceptors {
  const { workflowType, taskQueue, taskTimeoutMs, unsafe } = workflowInfo();
  if (!own.has(workflowType) || replayQueue.test(taskQueue)) return {};
  const tasks = new Tasks(taskTimeoutMs);
  return {
    internals: [
      {
        activate({ activation, ...rest }, next) {
          tasks.begin(seen(activation), unsafe.now());
          next({ activation, ...rest });
        },
        concludeActivation(input, next) {
          const output = next(input);
          tasks.end(output.commands, unsafe.now());
          return output;
        },
      },
    ],
  };
}

// --- internal ---

/** Users have workflows of their own in the same bundle. */
const own: ReadonlySet<string> = new Set(Object.values(workflowTypes));

/** Where the SDK replays histories from files: they may end anywhere. */
const replayQueue = /^fake_replay_queue-\d+$/;

type Raw = Parameters<
  NonNullable<NonNullable<NonNullable<WorkflowInterceptors['internals']>[number]>['activate']>
>[0]['activation'];

function seen({ jobs, isReplaying, historyLength }: Raw): Activation {
  const all = jobs ?? [];
  return {
    // A question that comes with a task comes after that has been worked off; one that is alone has this id.
    isLoneQuestion: all.some(({ queryWorkflow }) => queryWorkflow?.queryId === 'legacy_query'),
    isQuestion: all.some(({ queryWorkflow }) => queryWorkflow),
    isReplaying: isReplaying ?? false,
    events: historyLength ?? 0,
    brought: all.reduce((sum, job) => sum + eventsOf(job), 0),
    at: Date.now(),
    bytes: workflowInfo().historySize,
  };
}

/** Never more than there are: what is cancelled on the spot has none. */
function eventsOf(job: NonNullable<Raw['jobs']>[number]): number {
  const { resolveActivity, resolveChildWorkflowExecutionStart: started, resolveChildWorkflowExecution: ended } = job;
  if (resolveActivity) {
    const { completed, failed } = resolveActivity.result ?? {};
    if (resolveActivity.isLocal) return 0;
    // The start of an activity is written with its end; one that has timed out may never have begun.
    if (failed) return Number(failed.failure?.activityFailureInfo?.startedEventId ?? 0) > 0 ? 2 : 1;
    return completed ? 2 : 0;
  }
  const isOne =
    job.signalWorkflow ??
    job.fireTimer ??
    job.cancelWorkflow ??
    started?.succeeded ??
    started?.failed ??
    ended?.result?.completed ??
    ended?.result?.failed;
  return isOne ? 1 : 0;
}
