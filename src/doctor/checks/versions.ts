import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { askedWorkers } from './asked-workers.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { queryNames, workflowTypes } from '../../terms/message-names.ts';
import { runningMonitors } from './running-monitors.ts';
import { warningOf } from '../../client/versions/registry-reader.ts';
import type { Check, Finding } from '../check.ts';
import type { ModelCard, ModelQuery } from '../../core/wire/model-card.ts';
import type { MonitorView } from '../../core/wire/answers.ts';

/** The registry that a monitor's workers have knows the versions that the monitor does: it is no older copy. */
export const versionsCheck: Check = {
  name: 'versions',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const { client } = surroundings;
    const running = (await runningMonitors(surroundings)).slice(0, mostAsked);
    const found = await Promise.all(
      running.map(async ({ model, taskQueue }): Promise<Omit<Finding, 'check'> | Sound | undefined> => {
        if (!(await askedWorkers(surroundings, taskQueue))) return undefined;
        const view = await viewOf(client, model);
        // What the monitor says of it stands among the monitors.
        if (!view || view.registry.trouble) return undefined;
        const card = await cardOf(client, { model, taskQueue, champion: view.champion });
        return card && (disagreement(view, card) ?? (view.champion === null ? 'has none' : 'agrees'));
      })
    );
    return versionFindings(found);
  },
};

/** Of a monitor that its registry does not gainsay: both have its champion, or it has none yet. */
type Sound = 'agrees' | 'has none';

/** What the answers come to; exported for the tests. */
export function versionFindings(
  found: readonly (Omit<Finding, 'check'> | Sound | undefined)[]
): Omit<Finding, 'check'>[] {
  const faults = found.filter((one) => typeof one === 'object');
  const count = (sound: Sound): number => found.filter((one) => one === sound).length;
  const [agree, none] = [count('agrees'), count('has none')];
  if (faults.length > 0 || agree + none === 0) return faults;
  if (agree === 0) return [{ status: 'ok', text: 'no monitor that was asked has a champion yet' }];
  const whose = agree === 1 ? 'the monitor that was asked' : `all ${agree} monitors that were asked`;
  const alone =
    agree === 1 ? 'the one monitor that was asked and has one' : `all ${agree} that were asked and have one`;
  return [{ status: 'ok', text: `the registry has the champion of ${none === 0 ? whose : alone}` }];
}

type Known = Pick<MonitorView, 'model' | 'champion' | 'approval' | 'registry' | 'phase'>;

/** How the registry of a worker is not what the monitor knows; exported for the tests. */
export function disagreement(view: MonitorView | Known, card: ModelCard): Omit<Finding, 'check'> | undefined {
  const { model, champion, approval } = view;
  const other = warningOf(card, view as MonitorView);
  if (other !== undefined)
    return {
      status: 'fault',
      text: `monitor \`${model}\` has another registry than its worker`,
      cause: other,
      fix: `start the worker with the registry of before, or \`temporal-retrain monitor adopt ${model} <version>\``,
    };
  const known = new Set([...card.versions.map(({ version }) => version), card.whole?.version, card.serving?.version]);
  const missing = [champion, approval?.version].find((one) => typeof one === 'string' && !known.has(one));
  if (typeof missing === 'string')
    return {
      status: 'fault',
      text: `the registry of \`${model}\` is older than its monitor: it has no version ${missing}`,
      cause: `the monitor knows ${missing} as its ${missing === champion ? 'champion' : 'challenger'}, and the newest version of ${card.registry} is ${card.versions[0]?.version ?? 'none'}: it was restored from a backup, or copied without what was written last`,
      fix: `bring back a newer copy, or go on with what is there: \`temporal-retrain monitor adopt ${model} ${card.champion ?? '<version>'}\``,
    };
  // One that has just been started has not heard of its registry yet.
  if (champion === card.champion || view.registry.id === null) return undefined;
  return {
    status: 'warning',
    text: `the champion of \`${model}\` is ${champion ?? 'none'} in its monitor and ${card.champion ?? 'none'} in the registry`,
    fix: `\`temporal-retrain monitor adopt ${model} <version>\` makes a version the champion of both`,
  };
}

// --- internal ---

/** Each is a workflow that lives for a moment. */
const mostAsked = 50;
const answerMs = 5_000;

function viewOf(client: Client, model: string): Promise<MonitorView | undefined> {
  const ask = (): Promise<MonitorView> =>
    client.workflow.getHandle(monitorWorkflowId(model)).query<MonitorView>(queryNames.state);
  return client.withDeadline(Date.now() + answerMs, ask).catch(() => undefined);
}

/** `undefined` of a registry that is not read within a moment; the check of the machine tells of one that cannot be. */
async function cardOf(
  client: Client,
  { model, taskQueue, champion }: { model: string; taskQueue: string; champion: string | null }
): Promise<ModelCard | undefined> {
  const query: ModelQuery = { model, versions: 20, reigns: 0, ...(champion === null ? {} : { whole: champion }) };
  try {
    return await client.withDeadline(Date.now() + answerMs, async () => {
      const handle = await client.workflow.start<(query: ModelQuery) => Promise<ModelCard>>(workflowTypes.readModel, {
        workflowId: `read/${model}/${randomUUID()}`,
        taskQueue,
        args: [query],
        workflowExecutionTimeout: answerMs,
        staticSummary: `what the registry knows of ${model}`,
      });
      return handle.result();
    });
  } catch {
    return undefined;
  }
}
