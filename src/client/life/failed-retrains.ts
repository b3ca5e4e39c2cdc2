import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { monitorWorkflowId, parseModelId, parseRetrainId, retrainIdOf } from '../../terms/model-id.ts';
import { workflowTypes } from '../../terms/message-names.ts';
import { listExecutions, wireMs } from './list-executions.ts';
import type { SearchAttributeName } from '../../terms/search-attribute-names.ts';

/**
 * Models whose newest retrain that has ended has failed, from visibility alone: no monitor is asked. None where the
 * namespace lacks the search attribute that tells. What an earlier monitor of that name met does not count. It is read
 * once for all who ask at a time; who does not want to wait for it is told what was read before.
 */
export async function modelsOfFailedRetrains(client: Client, withinMs: number): Promise<ReadonlySet<string>> {
  const reading = readings.get(client) ?? { models: new Set<string>(), at: 0, past: new Map<string, number>() };
  readings.set(client, reading);
  if (Date.now() - reading.at >= trustedMs) reading.next ??= readAnew(client, reading);
  if (reading.next) await Promise.race([reading.next, sleep(withinMs, undefined, { ref: false })]);
  return reading.models;
}

// --- internal ---

interface Reading {
  models: ReadonlySet<string>;
  at: number;
  /** Under way. */
  next?: Promise<void> | undefined;
  /** When the failure ended that is over for good, by model: nobody looks again. */
  past: Map<string, number>;
}

/** By the Temporal client, which all that ask for a while have in common. */
const readings = new WeakMap<Client, Reading>();
const trustedMs = 1_000;
const answerMs = 10_000;
/** The newest; of older ones nobody is told. */
const mostFailed = 1_000;
const atOnce = 20;
/** A generation may never have become a workflow. */
const generationsAhead = 3;

interface Failed {
  generation: number;
  endedAt: number;
}

async function readAnew(client: Client, reading: Reading): Promise<void> {
  try {
    reading.models = await client.withDeadline(Date.now() + answerMs, () => read(client, reading.past));
  } catch {
    // What was read before is told on: it says more than nothing, and the list itself says what is wrong.
  }
  reading.at = Date.now();
  reading.next = undefined;
}

async function read(client: Client, past: Map<string, number>): Promise<ReadonlySet<string>> {
  const failed = await newestFailed(client);
  const isOpen = ([model, { endedAt }]: readonly [string, Failed]): boolean => endedAt > (past.get(model) ?? -1);
  const open = [...failed].filter(isOpen);
  for (let from = 0; from < open.length; from += atOnce) {
    const over = await whoseIsOver(client, open.slice(from, from + atOnce));
    for (const model of over) past.set(model, failed.get(model)!.endedAt);
  }
  return new Set(open.filter(isOpen).map(([model]) => model));
}

async function newestFailed(client: Client): Promise<Map<string, Failed>> {
  const outcome = 'RetrainOutcome' satisfies SearchAttributeName;
  // One that was ended from outside has written no outcome.
  const isFailed = `(${outcome} = 'failed' OR ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut'))`;
  const query = `WorkflowType = '${workflowTypes.retrain}' AND ExecutionStatus != 'Running' AND ${isFailed}`;
  const newest = new Map<string, Failed>();
  let read = 0;
  for await (const { execution, closeTime } of listExecutions(client, { query, pageSize: mostFailed })) {
    const workflowId = execution?.workflowId ?? '';
    const { model, generation } = parseRetrainId(workflowId);
    const isOurs = typeof parseModelId(model) !== 'string' && retrainIdOf(model, generation) === workflowId;
    if (isOurs && generation > (newest.get(model)?.generation ?? 0))
      newest.set(model, { generation, endedAt: wireMs(closeTime) });
    read += 1;
    if (read >= mostFailed) break;
  }
  return newest;
}

/** A later retrain has ended, and not failed, as it is not in the list; or the monitor has, and another one runs. */
async function whoseIsOver(client: Client, failed: readonly (readonly [string, Failed])[]): Promise<string[]> {
  const ofRetrain = new Map(
    failed.flatMap(([model, { generation }]) =>
      Array.from({ length: generationsAhead }, (_, i) => [retrainIdOf(model, generation + 1 + i), model] as const)
    )
  );
  const ofMonitor = new Map(failed.map(([model, { endedAt }]) => [monitorWorkflowId(model), { model, endedAt }]));
  const query = [
    `(WorkflowType = '${workflowTypes.retrain}' AND ExecutionStatus IN ('Completed', 'Canceled') AND ${isOneOf(ofRetrain.keys())})`,
    `(WorkflowType = '${workflowTypes.monitor}' AND ExecutionStatus IN (${ends}) AND ${isOneOf(ofMonitor.keys())})`,
  ].join(' OR ');
  const over = new Set<string>();
  for await (const { execution, closeTime } of listExecutions(client, { query, pageSize: mostFailed })) {
    const workflowId = execution?.workflowId ?? '';
    const retrained = ofRetrain.get(workflowId);
    const monitor = ofMonitor.get(workflowId);
    if (retrained !== undefined) over.add(retrained);
    else if (monitor && wireMs(closeTime) >= monitor.endedAt) over.add(monitor.model);
  }
  return [...over];
}

/** Of a monitor for good: one that continues as new has not ended. */
const ends = ['Completed', 'Failed', 'Canceled', 'Terminated', 'TimedOut'].map((name) => `'${name}'`).join(', ');

/** Our ids have no quotes. */
function isOneOf(ids: Iterable<string>): string {
  return `WorkflowId IN (${[...ids].map((id) => `'${id}'`).join(', ')})`;
}
