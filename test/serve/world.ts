import { WorkflowNotFoundError } from '@temporalio/client';
import { Publisher } from '../../src/client/publish/publisher.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { accuracyBelow, metricOf, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';
import { viewOf } from '../../src/core/view/view.ts';
import { foresight } from '../../src/core/foresight.ts';
import { explain } from '../../src/core/view/explain.ts';
import { Live } from '../../src/serve/live/live.ts';
import { trailAnswer } from '../../src/core/view/trail-answer.ts';
import { ConfigurationError, MonitorNotFoundError } from '../../src/terms/errors.ts';
import { monitorWorkflowId, parseModelId } from '../../src/terms/model-id.ts';
import { Access, type AccessOptions } from '../../src/serve/access/access.ts';
import { createApp } from '../../src/serve/create-app.ts';
import { Intake } from '../../src/serve/intake/intake.ts';
import { loopbackNames } from '../../src/serve/access/cross-site.ts';
import { ServeMetrics } from '../../src/serve/gauges/serve-metrics.ts';
import type { App } from '../../src/serve/app.ts';
import type { Decision } from '../../src/core/state/decision.ts';
import type { MetricBatch } from '../../src/core/wire/batch.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';
import type { PrometheusWriteOptions } from '../../src/serve/remote-write/write-mapping.ts';
import type { MonitorHandle } from '../../src/client/monitor-handle.ts';

export const model = 'shop:ranker';

export interface World {
  app: App;
  /** Batches that the monitor got, in order. */
  batches: MetricBatch[];
  /** Commands that it got: their name and what came with it. */
  commands: { name: string; asked: unknown }[];
  /** What this server told whoever runs it. */
  notes: string[];
  /** One a command: aborted when whoever has sent it leaves. */
  askers: AbortSignal[];
  metrics: ServeMetrics;
  publisher: Publisher;
  request: (path: string, init?: RequestInit) => Promise<Response>;
}

export interface WorldOptions extends AccessOptions {
  /** Fails every delivery. */
  broken?: () => Error | undefined;
  /** Fails every question and command. */
  silent?: () => Error | undefined;
  maxBodyBytes?: number;
  confirmWithinMs?: number;
  /** No question is ever answered. */
  hangs?: boolean;
  prometheusWrite?: PrometheusWriteOptions;
  /** What the streams of events tell. */
  live?: Live;
  /** How reading the history of a retrain fails; the SDK has a bare status for it. */
  historyGone?: () => Error;
  /** Instead of switches that are all off. */
  killSwitches?: MonitorClient['killSwitches'];
  /** What the monitor has decided. */
  ledger?: Decision[];
  /** Time of a value of `accuracy` that it has taken before. */
  newest?: number;
}

/** The server over one monitor that only remembers what it gets. */
export function createWorld({ broken, silent, maxBodyBytes = 10_485_760, ...options }: WorldOptions = {}): World {
  const { policy, config } = parseMonitor({ model, metrics: { accuracy: { below: 0.7 }, f1: { below: 0.7 } } });
  const world: Pick<World, 'batches' | 'commands' | 'notes' | 'askers'> = {
    batches: [],
    commands: [],
    notes: [],
    askers: [],
  };
  const publisher = new Publisher(
    {
      send: (_id, batch) => {
        const error = broken?.();
        if (error) return Promise.reject(error);
        return Promise.resolve(void world.batches.push(batch));
      },
      probe: () => Promise.resolve(undefined),
      classify: (_model, error) => ({ retry: false, error: error as Error }),
    },
    { capacity: 100_000, onError: () => undefined }
  );
  const answer = <T>(value: T): Promise<T> => {
    if (options.hangs) return new Promise<never>(() => undefined);
    const error = silent?.();
    return error ? Promise.reject(error) : Promise.resolve(value);
  };
  const monitor = new TestMonitor(stateOf(policy));
  if (options.newest !== undefined) monitor.send([{ metric: 'accuracy', t0: options.newest, dt: 0, v: [0.9] }]);
  const state = { ...monitor.state, ledger: options.ledger ?? [] };
  const commanded = (name: string, asked: unknown): Promise<MonitorView> => {
    world.commands.push({ name, asked });
    return answer(viewOf(state, Date.now()));
  };
  const handleOf = (name: string): Partial<MonitorHandle> => ({
    model: name,
    workflowId: `monitor/${name}`,
    record: (values, how) => publisher.record(name, values, how),
    recordAsync: (values, how) => publisher.recordAsync(name, values, how),
    flush: () => publisher.flush(name),
    config: () => (name === model ? answer({ config, policy, revision: 1 }) : unknown(name)),
    state: () => (name === model ? answer(viewOf(state, Date.now())) : unknown(name)),
    explain: () => (name === model ? answer(explain(state, Date.now())) : unknown(name)),
    window: () => answer({}),
    foresight: () => answer(foresight(state, Date.now())),
    trail: () => (name === model ? answer(trailAnswer(state, Date.now())) : unknown(name)),
    ensure: () => answer({ started: true }),
    champion: () => answer(null),
    progress: () => answer(null),
    versions: () => answer({ ...card, model: name }),
    adopt: (version, asked) => commanded('adopt', { ...asked, version }),
    mark: (target, isTrue, asked) => commanded('mark', { ...asked, target, isTrue }),
    forgetSegment: (segment, asked) => commanded('forgetSegment', { ...asked, segment }),
    ...Object.fromEntries(
      ['pause', 'resume', 'stop', 'retrain', 'approve', 'reject', 'rollback', 'release', 'cancel', 'updatePolicy'].map(
        (one) => [one, (asked: unknown) => commanded(one, asked)]
      )
    ),
  });
  const client: MonitorClient = {
    monitor: (name: string) => {
      const id = parseModelId(name);
      if (typeof id === 'string') throw new ConfigurationError(id);
      return handleOf(name);
    },
    client: {
      withDeadline: (_until: number, work: () => unknown) => work(),
      options: { namespace: 'default' },
      workflowService: {
        listWorkflowExecutions: () =>
          answer({ executions: [{ execution: { workflowId: monitorWorkflowId(model) }, status: 1 }] }),
      },
      workflow: {
        // Nothing is known of its life.
        getHandle: (id: string) => ({
          describe: () =>
            id.includes('/retrain/') && !options.historyGone
              ? Promise.reject(new WorkflowNotFoundError('gone', id, undefined))
              : answer({ runId: 'run', historyLength: 0, status: { name: 'RUNNING' } }),
          fetchHistory: () =>
            options.historyGone && id.includes('/retrain/')
              ? Promise.reject(options.historyGone())
              : answer({ events: [] }),
        }),
      },
    },
    within: () => client,
    unlessAborted: (signal: AbortSignal) => {
      world.askers.push(signal);
      return client;
    },
    stats: () => publisher.stats(),
    totals: () => publisher.totals(),
    page: () => answer({ monitors: [], nextPage: null }),
    count: () => answer(0),
    killSwitches: options.killSwitches ?? {
      list: async function* () {},
      read: () => answer(null),
      held: () => answer(1),
      on: () => answer({ changed: true }),
      off: () => answer({ changed: true }),
    },
  } as unknown as MonitorClient;
  const metrics = new ServeMetrics({ publisher, fleet: () => Promise.resolve(undefined) });
  const isOpen = !options.tokens && !options.signIn && !options.proxy;
  const app = createApp({
    client,
    access: new Access({ ...options, ...(isOpen ? { local: 'ada' } : {}) }),
    site: { hosts: new Set(loopbackNames), publicOrigin: undefined },
    intake: new Intake(client, metrics, options.confirmWithinMs ?? 1_000),
    live: options.live ?? new Live(client),
    metrics,
    maxBodyBytes,
    prometheusWrite: options.prometheusWrite,
    follow: () => undefined,
    note: (line) => world.notes.push(line),
  });
  return {
    ...world,
    app,
    metrics,
    publisher,
    request: async (path, init) => {
      const headers = new Headers(init?.headers);
      if (!headers.has('host')) headers.set('host', '127.0.0.1:8321');
      return app.request(`http://127.0.0.1:8321${path}`, { ...init, headers });
    },
  };
}

const card = {
  registry: 'sqlite',
  champion: null,
  challenger: null,
  previous: null,
  serving: null,
  versions: [],
  more: 0,
  reigns: [],
};

function unknown(name: string): Promise<never> {
  return Promise.reject(new MonitorNotFoundError(`No monitor of \`${name}\` is running`, { model: name }));
}

/** What a monitor counts of the batches that it got, some of them twice. */
export function counted({ batches }: World): number {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.1), metricOf('f1')])));
  for (const batch of batches) monitor.apply({ type: 'batch', batch });
  const { observations, refusedBatches } = monitor.state.counts;
  if (refusedBatches > 0) throw new Error(`Expected no refused batch, got ${refusedBatches}`);
  return observations;
}

/** A command or a body of rows. */
export function post(body?: unknown, headers: Record<string, string> = {}): RequestInit {
  if (body === undefined) return { method: 'POST', headers };
  const isText = typeof body === 'string';
  return {
    method: 'POST',
    body: isText ? body : JSON.stringify(body),
    headers: { 'content-type': isText ? 'application/x-ndjson' : 'application/json', ...headers },
  };
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code?: string;
  issues?: { field: string; message: string }[];
  taken?: number;
  refused?: number;
}

export async function problemIn(response: Response): Promise<ProblemBody> {
  const { headers } = response;
  const body = (await response.json()) as ProblemBody;
  if (headers.get('content-type') !== 'application/problem+json')
    throw new Error(`Expected a problem, got ${JSON.stringify(body)}`);
  return body;
}
