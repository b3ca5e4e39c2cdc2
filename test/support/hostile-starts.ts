import { killSwitchId } from '../../src/terms/kill-switch-ids.ts';
import { modelOfMonitor, retrainWorkflowId } from '../../src/terms/model-id.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { payloadOf, payloadsOf } from './hostile-payloads.ts';
import { pick, spoiled } from './hostile.ts';
import { workflowTypes } from '../../src/terms/message-names.ts';
import type { Client } from '@temporalio/client';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Rng } from '../../src/stats/rng.ts';

/**
 * Starts one of our workflows as no client of ours would, with spoilt arguments and a spoilt memo.
 *
 * @param name of its own; one in four takes an id that the monitor will want instead
 * @returns the id of what was started; `undefined` where the server refused
 */
export async function startHostile(
  { client, taskQueue }: { client: Client; taskQueue: string },
  monitorId: string,
  { rng, file, name }: { rng: Rng; file: MonitorFile; name: string }
): Promise<string | undefined> {
  const type = pick(rng, Object.values(workflowTypes));
  const model = modelOfMonitor(monitorId);
  const wanted =
    type === workflowTypes.killSwitch ? killSwitchId({ model }) : retrainWorkflowId(monitorId, rng.int(1, 9));
  const workflowId = rng.uniform() < 0.25 ? wanted : `hostile/${model}/${name}`;
  const memo = spoiled(rng, { actor: 'mallory', comment: 'why not' });
  const fields = typeof memo === 'object' && memo !== null ? Object.entries(memo) : [['comment', memo] as const];
  try {
    await client.workflowService.startWorkflowExecution({
      namespace: client.options.namespace,
      workflowId,
      workflowType: { name: type },
      taskQueue: { name: taskQueue },
      input: { payloads: payloadsOf(rng, soundFor(type, monitorId, file)) },
      memo: { fields: Object.fromEntries(fields.map(([key, value]) => [key, payloadOf(value)])) },
      requestId: name,
      identity: 'mallory',
    });
    return workflowId;
  } catch {
    return undefined;
  }
}

// --- internal ---

function soundFor(type: string, monitorId: string, file: MonitorFile): unknown {
  const { config, policy } = parseMonitor(file);
  if (type === workflowTypes.monitor) return { config, policy, searchAttributes: true, rollAfterEvents: 100 };
  if (type === workflowTypes.pull) {
    const queries = { accuracy: { query: 'accuracy', segment: null } };
    const pull = { source: 'nobody', everyMs: 60_000, delayMs: 0, catchUpMs: 0, queries };
    return { model: config.model, pull };
  }
  const request = {
    model: config.model,
    monitorId,
    retrainId: retrainWorkflowId(monitorId, 1),
    generation: 1,
    kind: 'full',
    reasons: [],
    evidence: [],
    policyRevision: 1,
    dataUntil: null,
    streams: [],
    spec: { ...config.retrain, tuning: { ...config.retrain.tuning, trials: 2 } },
  };
  if (type !== workflowTypes.tune) return request;
  const data = { samples: null, holdoutSamples: 300, until: null };
  return { request, plan: { champion: null, tuner: 'random' }, kind: 'full', data, startedAt: 0, trials: [] };
}
