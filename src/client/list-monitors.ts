import type { Client } from '@temporalio/client';
import { ConfigurationError } from '../terms/errors.ts';
import { breakerMemo, workflowTypes } from '../terms/message-names.ts';
import { modelsOfFailedRetrains } from './life/failed-retrains.ts';
import { attributeOf, listExecutions, memoOf, statusOf, wireMs, type Execution } from './life/list-executions.ts';
import { modelOfMonitor } from '../terms/model-id.ts';
import type { SearchAttributeName } from '../terms/search-attribute-names.ts';

/**
 * Which monitors to list.
 *
 * @example
 * ```ts
 * for await (const { model } of client.list({ tenant: 'acme', state: 'drift' })) console.log(model);
 * ```
 */
export interface ListFilter {
  /** Needs search attributes, like `state`. @default any */
  tenant?: string;
  /** `stable`, `drift`, `retraining`, `awaiting-approval`, `paused`, `broken`, … @default any */
  state?: string;
  /** The version that serves. Needs search attributes. @default any */
  champion?: string;
  /** Include monitors that have ended. @default false */
  ended?: boolean;
}

/** What visibility knows about a monitor; it lags by some seconds. Fields are `null` when search attributes are off. */
export interface MonitorSummary {
  model: string;
  workflowId: string;
  runId: string;
  status: string;
  taskQueue: string;
  startedAt: Date;
  tenant: string | null;
  state: string | null;
  /** Only where no worker has taken it up since it was started: values may wait for it, and it has seen none. */
  begun?: false;
  /** Only where its newest retrain that has ended has failed; needs search attributes. */
  retrainFailed?: true;
  /** Only where its circuit breaker is open, also under a kill switch or a pause, which is its state then. */
  breakerOpen?: true;
  severity: string | null;
  champion: string | null;
  lastReason: string | null;
}

/**
 * The monitors of a namespace, newest first. No monitor is queried.
 *
 * @param tellsFailed false: nobody looks at `retrainFailed`
 */
export async function* listMonitors(
  client: Client,
  filter: ListFilter = {},
  tellsFailed = true
): AsyncGenerator<MonitorSummary> {
  const query = monitorQuery(filter);
  const reading = tellsFailed ? modelsOfFailedRetrains(client, failedMs) : Promise.resolve(new Set<string>());
  for await (const one of listExecutions(client, { query })) {
    const summary = await summaryOf(client, one, await reading);
    // The client sets the model, the monitor itself the state.
    const hasNotBegun = summary.state === null && attributeOf(one, 'RetrainModel') !== null;
    yield { ...summary, ...(hasNotBegun ? { begun: false as const } : {}) };
  }
}

/** What visibility answered of one, but for `begun`. What this client cannot decode is absent, and hides no monitor. */
export async function summaryOf(client: Client, one: Execution, failed: ReadonlySet<string>): Promise<MonitorSummary> {
  const workflowId = one.execution?.workflowId ?? '';
  const [model, status] = [modelOfMonitor(workflowId), statusOf(one)];
  // Of a monitor that has ended, neither says anything.
  const isRunning = status === 'RUNNING';
  return {
    model,
    workflowId,
    runId: one.execution?.runId ?? '',
    status,
    taskQueue: one.taskQueue ?? '',
    startedAt: new Date(wireMs(one.startTime)),
    tenant: attributeOf(one, 'RetrainTenant'),
    state: attributeOf(one, 'RetrainState'),
    ...(isRunning && failed.has(model) ? { retrainFailed: true as const } : {}),
    ...(isRunning && (await memoOf(client, one, breakerMemo)) === 'open' ? { breakerOpen: true as const } : {}),
    severity: attributeOf(one, 'RetrainSeverity'),
    champion: attributeOf(one, 'RetrainChampion'),
    lastReason: attributeOf(one, 'RetrainLastReason'),
  };
}

/** What visibility is asked for. @throws ConfigurationError when a value cannot stand in a query */
export function monitorQuery({ tenant, state, champion, ended = false }: ListFilter): string {
  const terms = [
    `WorkflowType = '${workflowTypes.monitor}'`,
    ...(ended ? [] : [`ExecutionStatus = 'Running'`]),
    ...equals('RetrainTenant', tenant),
    ...equals('RetrainState', state),
    ...equals('RetrainChampion', champion),
  ];
  return terms.join(' AND ');
}

/**
 * A text as it stands in a query of visibility; `undefined` if none can: the server takes quotes at the ends of a value
 * for its own, and looks for a backslash before every double quote.
 */
export function queryText(value: string): string | undefined {
  return /["\\]|^'|'$/.test(value) ? undefined : `'${value.replaceAll("'", "''")}'`;
}

// --- internal ---

/** What a list waits for failed retrains at most. */
const failedMs = 2_000;

function equals(name: SearchAttributeName, value: string | undefined): string[] {
  if (value === undefined) return [];
  const text = queryText(value);
  if (text === undefined)
    throw new ConfigurationError(
      `Expected the value for \`${name}\` to be free of double quotes and backslashes, and of quotes at its ends, got \`${value}\``
    );
  return [`${name} = ${text}`];
}
