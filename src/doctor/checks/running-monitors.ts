import type { Client } from '@temporalio/client';
import { listMonitors } from '../../client/list-monitors.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { queryNames } from '../../terms/message-names.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';
import type { Surroundings } from '../check.ts';

/** A monitor that waits on a task queue. */
export interface WaitingMonitor {
  model: string;
  taskQueue: string;
  /** Absent where nobody has answered, or where there are too many to ask each. */
  config?: MonitorConfig;
}

/** The running monitors, and how the first fifty of them retrain; asked once for all checks of one examination. */
export function runningMonitors(surroundings: Pick<Surroundings, 'client'>): Promise<WaitingMonitor[]> {
  const known = asked.get(surroundings) ?? ask(surroundings);
  asked.set(surroundings, known);
  return known;
}

// --- internal ---

const asked = new WeakMap<Pick<Surroundings, 'client'>, Promise<WaitingMonitor[]>>();

/** Each is a query: a fleet of thousands shares its queues. */
const mostAsked = 50;

/** Without a worker nobody answers; that is told of the monitor's own queue. */
const answerMs = 2_000;

async function ask({ client }: Pick<Surroundings, 'client'>): Promise<WaitingMonitor[]> {
  const waiting: Promise<WaitingMonitor>[] = [];
  for await (const { model, taskQueue } of listMonitors(client)) {
    const answer = waiting.length < mostAsked ? configOf(client, model) : Promise.resolve(undefined);
    waiting.push(answer.then((config) => ({ model, taskQueue, ...(config ? { config } : {}) })));
  }
  return Promise.all(waiting);
}

async function configOf(client: Client, model: string): Promise<MonitorConfig | undefined> {
  try {
    const handle = client.workflow.getHandle(monitorWorkflowId(model));
    const { config } = await client.withDeadline(Date.now() + answerMs, () =>
      handle.query<{ config: MonitorConfig }>(queryNames.config)
    );
    return config;
  } catch {
    return undefined;
  }
}
