import { setTimeout as sleep } from 'node:timers/promises';
import { payloadsOf, type Payload } from './hostile-payloads.ts';
import { queryNames, signalNames, updateNames } from '../../src/terms/message-names.ts';
import { hostility, pick } from './hostile.ts';
import { startHostile } from './hostile-starts.ts';
import { soundBatch, soundOutcome } from './messages.ts';
import type { Client } from '@temporalio/client';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

/** Messages by kind of door, and how many of those that wait for an answer were refused. */
export interface Fired {
  signal: number;
  query: number;
  update: number;
  start: number;
  refused: number;
  /** What was started, and may still run. */
  started: string[];
}

type Door = 'signal' | 'query' | 'update' | 'start';

/**
 * Sends hostile messages to a running monitor, by every signal, update and query it has and by names that it has not: forged
 * values, and bytes that nobody can decode. And starts all of our workflows with such arguments and memos, at times under
 * an id that the monitor itself will want. The same seed sends the same.
 *
 * @param file what the monitor was started with, from which forged policies are made
 * @param inFlight messages on their way at a time
 */
export async function fireHostile(
  { client, taskQueue }: { client: Client; taskQueue: string },
  workflowId: string,
  { file, count, seed, inFlight = 20 }: { file: MonitorFile; count: number; seed: number; inFlight?: number }
): Promise<Fired> {
  const rng = hostility(seed);
  const fired: Fired = { signal: 0, query: 0, update: 0, start: 0, refused: 0, started: [] };
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const i = next;
      next += 1;
      const door = doorOf(i);
      fired[door] += 1;
      if (door === 'start') {
        const started = await startHostile({ client, taskQueue }, workflowId, { rng, file, name: `${seed}/${i}` });
        if (started === undefined) fired.refused += 1;
        else fired.started.push(started);
        continue;
      }
      const name = rng.uniform() < 0.1 ? pick(rng, oddNames) : pick(rng, names[door]);
      const payloads = payloadsOf(rng, soundFor(door, name, i, file));
      if (await refuses(send(client, workflowId, door, name, payloads))) fired.refused += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return fired;
}

// --- internal ---

const names: Record<Exclude<Door, 'start'>, readonly string[]> = {
  signal: Object.values(signalNames),
  query: Object.values(queryNames),
  // A monitor that is stopped is no monitor any more; that door is for its owner.
  update: Object.values(updateNames).filter((name) => name !== updateNames.stop),
};

const oddNames = [
  'no-such-name',
  '__temporal_x',
  '__stack_trace',
  '__enhanced_stack_trace',
  '__temporal_workflow_metadata',
  '__proto__',
  'constructor',
  'toString',
  ' ',
  '漢'.repeat(300),
  'x\u0000y',
];

/** Commands and questions take a round trip each; signals are the door that anybody's program knocks at. */
function doorOf(i: number): Door {
  const turn = i % 20;
  return turn < 12 ? 'signal' : turn < 15 ? 'query' : turn < 19 ? 'update' : 'start';
}

function soundFor(door: Exclude<Door, 'start'>, name: string, i: number, monitor: MonitorFile): unknown {
  if (door === 'query') return {};
  if (door === 'signal')
    return name === signalNames.retrainFinished
      ? soundOutcome(i % 5)
      : soundBatch(`hostile ${i % 50}`, i, 86_400_000 + i);
  const asked = { actor: 'mallory', comment: 'why not', requestId: `r${i}` };
  if (name === updateNames.policy) return { ...asked, monitor };
  if (name === updateNames.forgetSegment) return { ...asked, segment: 'country 1' };
  return name === updateNames.retrain ? { ...asked, severity: 'soft' } : asked;
}

async function send(
  client: Client,
  workflowId: string,
  door: Exclude<Door, 'start'>,
  name: string,
  payloads: Payload[]
): Promise<void> {
  const { workflowService: service } = client;
  const { namespace } = client.options;
  const [workflowExecution, input] = [{ workflowId }, { payloads }];
  if (door === 'signal')
    await service.signalWorkflowExecution({ namespace, workflowExecution, signalName: name, input });
  else if (door === 'query')
    await service.queryWorkflow({
      namespace,
      execution: workflowExecution,
      query: { queryType: name, queryArgs: input },
    });
  else {
    const { outcome } = await service.updateWorkflowExecution({
      namespace,
      workflowExecution,
      waitPolicy: { lifecycleStage: 3 },
      request: { meta: { identity: 'hostile' }, input: { name, args: input } },
    });
    if (outcome?.failure) throw new Error(outcome.failure.message ?? 'refused');
  }
}

/** Whether it was refused. A server that is busy is asked again by whoever waits; that it answers at all is what counts. */
async function refuses(answer: Promise<void>): Promise<boolean> {
  try {
    await answer;
    return false;
  } catch {
    await sleep(0);
    return true;
  }
}
