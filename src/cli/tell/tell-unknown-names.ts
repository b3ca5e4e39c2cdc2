import { queueOption } from '../../client/calls/no-worker.ts';
import { unpolledQueues } from '../../client/workers/unpolled-queues.ts';
import { unknownNames } from '../../client/workers/unknown-names.ts';
import { workersOf } from '../../client/workers/workers-of.ts';
import type { Client } from '@temporalio/client';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';

/** Which policies are looked at, and where their monitors run or would run. */
export interface NamesToCheck {
  configs: readonly MonitorConfig[];
  taskQueue: string;
  /** That describe the policies. */
  files: readonly string[];
}

/**
 * Warns of names in policies that their workers do not have, and of trainers whose worker is not there. What was done
 * is done and told by then: where none answers within a moment, or the server fails, it only says that it has not
 * checked.
 */
export async function tellUnknownNames(
  context: CliContext,
  { client }: MonitorClient,
  { configs, taskQueue, files }: NamesToCheck
): Promise<void> {
  if (configs.length === 0) return;
  const unchecked = (why: string): void => context.note(`${why}: ${notChecked(taskQueue, files)}.`);
  const ask = await client
    .withDeadline(Date.now() + momentMs, () => workersOf(client, taskQueue, momentMs))
    .catch(() => null);
  if (ask === null) return unchecked(`The server did not tell who polls task queue ${taskQueue}`);
  if (ask === undefined) return unchecked(`No worker polls task queue ${taskQueue}`);
  const looks = await Promise.all(configs.map((config) => unknownNames(config, taskQueue, ask)));
  for (const fault of looks.flatMap(({ unknown }) => unknown)) context.note(sentenceOf(fault));
  const unpolled = await tellUntrained(context, client, configs);
  const silent = new Set(looks.flatMap((look) => look.silent));
  for (const queue of silent)
    if (!unpolled.includes(queue)) unchecked(`No worker of task queue ${queue} answered within ${momentMs / 1_000} s`);
}

/** What `doctor` would say of it on three lines, in one. */
export function sentenceOf({ text, cause, fix }: { text: string; cause: string; fix: string }): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)} (${cause}); ${fix}.`;
}

// --- internal ---

/** Warns of task queues of trainers that nobody polls: a retrain would wait there without an end. */
async function tellUntrained(
  context: CliContext,
  client: Client,
  configs: readonly MonitorConfig[]
): Promise<string[]> {
  const models = new Map<string, string>();
  for (const { model, retrain } of configs)
    if (retrain.trainer.taskQueue !== undefined) models.set(retrain.trainer.taskQueue, model);
  const unpolled = await unpolledQueues(client, [...models.keys()], 'activities');
  for (const queue of unpolled)
    context.note(
      `No worker polls task queue ${queue}, on which ${models.get(queue)} is trained: a retrain waits until one does; start the worker that trains, with TASK_QUEUE=${queue} for one in Python (one that runs and is busy with a training polls again after it).`
    );
  return unpolled;
}

/** What is not known, and what finds it out. */
function notChecked(taskQueue: string, files: readonly string[]): string {
  const named = files.length === 1 ? files[0]! : '<files>';
  return `the trainers, tuners and sources that ${files.length === 1 ? 'the policy names' : 'policies name'} were not checked; \`temporal-retrain doctor ${named}${queueOption(taskQueue)}\` checks them`;
}

/** Of a worker that answers, a few hundredths of a second; on a busy machine more than one second. */
const momentMs = 3_000;
