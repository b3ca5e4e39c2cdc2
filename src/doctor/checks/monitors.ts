import type { Client } from '@temporalio/client';
import { findWedge } from '../repair/find-wedge.ts';
import { listMonitors, type MonitorSummary } from '../../client/list-monitors.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { whyNobodyPolls } from '../../client/calls/no-worker.ts';
import { cutAtWord } from '../../terms/visible-text.ts';
import { cutsOfTrouble } from '../../core/launch/registry-trouble.ts';
import { maxNote } from '../../core/outcome/outcome.ts';
import { faultsText } from '../../core/retrain/pull-faults.ts';
import { NotifiersDown } from './notifiers-down.ts';
import { numbered } from '../../terms/numbered.ts';
import { queryNames } from '../../terms/message-names.ts';
import { isSound, type Check, type Finding, type Surroundings } from '../check.ts';
import type { MonitorView } from '../../core/wire/answers.ts';

/** No monitor fails the same workflow task again and again, or lacks its registry, or has had a retrain that failed. */
export const monitorsCheck: Check = {
  name: 'monitors',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const found: Omit<Finding, 'check'>[] = [];
    let sound = 0;
    let atFault = 0;
    let still = 0;
    const down = new NotifiersDown();
    const isPolled = pollsAsked(surroundings.client);
    for await (const part of inParts(listMonitors(surroundings.client)))
      for (const finding of await Promise.all(part.map((one) => look(surroundings, one, isPolled, down))))
        if (finding === 'unpolled') still += 1;
        else {
          if (finding) found.push(finding);
          if (finding === undefined || isSound(finding)) sound += 1;
          else atFault += 1;
        }
    return [...countText(sound, still, atFault), ...found, ...down.findings()];
  },
};

/** What a monitor itself says is wrong; exported for the tests. */
export function troubleIn({
  model,
  breakerOpenedAt,
  registry: { trouble },
  pullFaults = [],
  lastRetrain,
}: Pick<MonitorView, 'model' | 'breakerOpenedAt' | 'registry' | 'pullFaults' | 'lastRetrain'>):
  Omit<Finding, 'check'> | undefined {
  const fix = `temporal-retrain monitor explain ${model}`;
  const nothing = `monitor \`${model}\` launches nothing`;
  if (trouble) return { status: 'fault', text: nothing, cause: cutAtWord(trouble.text, cutsOfTrouble), fix };
  if (breakerOpenedAt !== null)
    return {
      status: 'fault',
      text: nothing,
      cause: 'its circuit breaker is open: too many failed candidates in a row',
      fix: `find out why (\`${fix}\`), then \`temporal-retrain monitor release ${model}\``,
    };
  if (pullFaults.length > 0)
    return {
      status: 'fault',
      text: `monitor \`${model}\` does not get all of its metrics`,
      cause: faultsText(pullFaults),
      fix: `mend the query in the monitor file, then temporal-retrain monitor policy ${model} <file>; or the source itself, as \`worker --sources\` has it`,
    };
  if (lastRetrain?.status !== 'failed') return undefined;
  const text = `retrain ${lastRetrain.generation} of \`${model}\`, the last one, failed`;
  return {
    status: 'warning',
    text,
    ...(lastRetrain.note ? { cause: cutAtWord(lastRetrain.note, [maxNote]) } : {}),
    fix: `find out why (\`${fix}\`), then \`temporal-retrain monitor retrain ${model}\``,
  };
}

/** How many are well; exported for the tests. Of a queue that nobody polls the check of the workers tells. */
export function countText(sound: number, still: number, atFault: number): Omit<Finding, 'check'>[] {
  const rest =
    still === 0 ? '' : `${numbered(still, 'running monitor')} ${still === 1 ? 'has' : 'have'} no worker (see workers)`;
  if (sound === 0 && still > 0) return [{ status: 'unknown', text: `${rest}, and can tell nothing` }];
  if (sound === 0 && atFault > 0) return [];
  const all = sound + still + atFault;
  const count = sound === all ? numbered(sound, 'running monitor') : `${sound} of ${numbered(all, 'running monitor')}`;
  return [{ status: 'ok', text: `${count} can go on${rest === '' ? '' : `; ${rest}`}` }];
}

// --- internal ---

/** Monitors checked at the same time. */
const partSize = 20;

type Listed = Pick<MonitorSummary, 'model' | 'taskQueue'>;

async function* inParts(monitors: AsyncIterable<Listed>): AsyncGenerator<Listed[]> {
  let part: Listed[] = [];
  for await (const one of monitors) {
    part.push(one);
    if (part.length < partSize) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function look(
  { client }: Surroundings,
  { model, taskQueue }: Listed,
  isPolled: (taskQueue: string) => Promise<boolean>,
  down: NotifiersDown
): Promise<Omit<Finding, 'check'> | 'unpolled' | undefined> {
  const wedge = await findWedge(client, model);
  if (!wedge) return (await isPolled(taskQueue)) ? troubleOf(client, model, down) : 'unpolled';
  return {
    status: 'fault',
    text: `monitor \`${model}\` is wedged: its workflow task fails at every attempt, since ${wedge.since.toISOString()}`,
    cause: wedge.failure,
    fix: `temporal-retrain doctor --repair ${model}`,
  };
}

/** Whether anybody polls a task queue, asked once for each: where nobody does, the check of the workers says so. */
function pollsAsked(client: Client): (taskQueue: string) => Promise<boolean> {
  const asked = new Map<string, Promise<boolean>>();
  return async (taskQueue) => {
    const polled = asked.get(taskQueue) ?? whyNobodyPolls(client, taskQueue).then(({ isOld }) => !isOld);
    asked.set(taskQueue, polled);
    return polled;
  };
}

async function troubleOf(
  client: Client,
  model: string,
  down: NotifiersDown
): Promise<Omit<Finding, 'check'> | undefined> {
  const ask = (): Promise<MonitorView> =>
    client.workflow.getHandle(monitorWorkflowId(model)).query<MonitorView>(queryNames.state);
  try {
    const view = await client.withDeadline(Date.now() + answerMs, ask);
    down.hear(view);
    return troubleIn(view);
  } catch {
    // One that is busy is not at fault; of one that is gone there is nothing to say.
    return undefined;
  }
}

/** A monitor answers within milliseconds, unless its whole history has to be read first. */
const answerMs = 5_000;
