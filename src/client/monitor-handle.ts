import type { Asked, MonitorInput } from '../core/wire/messages.ts';
import type { Explanation, Foreseeable, Foresight, MonitorView, TrailAnswer } from '../core/wire/answers.ts';
import type { Client, Connection, WorkflowExecutionDescription } from '@temporalio/client';
import { ConfigurationError } from '../terms/errors.ts';
import { driftObservation, type DriftEvent } from './drift-event.ts';
import type { Monitor } from '../config/parse-monitor.ts';
import { monitorWorkflowId } from '../terms/model-id.ts';
import { queryNames, updateNames } from '../terms/message-names.ts';
import { ensureSearchAttributes } from '../server/search-attributes.ts';
import { MonitorCalls } from './calls/monitor-calls.ts';
import { endPull, schedulePull } from './pull-schedule.ts';
import { applySetOf, startMonitor } from './life/start-monitor.ts';
import { failingCalls } from './calls/failing-calls.ts';
import { Foreseen } from './versions/foreseen.ts';
import { lacksSearchAttributes } from './failures.ts';
import { RegistryReader, servingOf } from './versions/registry-reader.ts';
import { retrainProgress, type RetrainUnderWay } from './calls/retrain-progress.ts';
import { defaultReigns, defaultVersions, type ModelCard, type VersionCard } from '../core/wire/model-card.ts';
import type { MetricValues, RecordOptions } from './publish/observation.ts';
import type { MonitorConfig } from '../core/state/retrain.ts';
import type { MonitorFile } from '../config/schema/monitor-schema.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Publisher } from './publish/publisher.ts';

/**
 * What a handle works with; `MonitorClient.monitor` fills it in.
 *
 * @example
 * ```ts
 * const ranker = client.monitor('shop:ranker');
 * ```
 */
export interface HandleOptions {
  client: Client;
  publisher: Publisher;
  model: string;
  taskQueue: string;
  searchAttributes: boolean;
  /** The worker's own tuners, in addition to the built-in ones. */
  tuners: readonly string[];
  answerTimeoutMs: number;
  /** How browsers reach the operator's page. @default no links to it */
  pageUrl?: string | undefined;
  /** Told of an answer that takes its time. @default nobody is */
  onWait?: (text: string) => void;
  /** Once it is aborted, no command is sent any more. @default none */
  signal?: AbortSignal;
}

/** One model's monitor. Commands return the monitor's state right after them. */
export class MonitorHandle {
  readonly model: string;
  readonly workflowId: string;
  private readonly options: HandleOptions;
  private readonly calls: MonitorCalls;
  private readonly registry: RegistryReader;
  private readonly foreseen: Foreseen;

  constructor(options: HandleOptions) {
    this.model = options.model;
    this.workflowId = monitorWorkflowId(options.model);
    this.options = options;
    this.calls = new MonitorCalls(options);
    this.registry = new RegistryReader(this.calls, options);
    this.foreseen = new Foreseen(this.calls, options);
  }

  /**
   * Starts the monitor unless it is running; a running one keeps its policy (`updatePolicy` changes it). Any number of
   * processes may call it at once. It creates the search attributes that the namespace lacks. One that it starts is of
   * the `applySet`, if any, which `apply --prune` goes by.
   *
   * @throws ConfigurationError with all that is wrong with the monitor, or where the server refuses to create them
   */
  async ensure(monitor: MonitorFile, { applySet }: { applySet?: string } = {}): Promise<{ started: boolean }> {
    const { config, policy } = await this.check(monitor);
    const { client, searchAttributes, taskQueue, pageUrl } = this.options;
    const input: MonitorInput = { config, policy, searchAttributes, ...(pageUrl === undefined ? {} : { pageUrl }) };
    const start = (): Promise<{ started: boolean }> =>
      this.calls.answered('Starting the monitor', () => startMonitor(client, input, { taskQueue, applySet }));
    let done = await start().catch((error: unknown) => {
      if (!searchAttributes || !lacksSearchAttributes(error)) throw error;
      return undefined;
    });
    if (!done) {
      await ensureSearchAttributes(client.connection as Connection, client.options.namespace);
      done = await start();
    }
    // A running one keeps its schedule, too; one that got lost between two calls is made good.
    if (done.started || config.pull) await this.pull(config, done.started);
    return done;
  }

  /**
   * Accepts values and returns at once; they are sent in batches in the background.
   *
   * @throws InvalidMetricError when one of them cannot be used
   * @throws BackPressureError when there is no room; none of them is accepted then
   */
  record(values: MetricValues, options?: RecordOptions): void {
    this.options.publisher.record(this.model, values, options);
  }

  /** The same, but waits for room. */
  recordAsync(values: MetricValues, options?: RecordOptions): Promise<void> {
    return this.options.publisher.recordAsync(this.model, values, options);
  }

  /** Records drift that was measured elsewhere, as the metric `pValue`, `klDivergence` or `mapChange`. */
  recordDrift(event: DriftEvent, options?: RecordOptions): void {
    const observation = driftObservation(event, options);
    this.record(observation.values, observation.options);
  }

  /** Resolves when everything recorded so far has arrived. */
  flush(): Promise<void> {
    return this.options.publisher.flush(this.model);
  }

  state(): Promise<MonitorView> {
    return this.calls.queryNow(queryNames.state);
  }

  /** Why it retrained, why it did not, how far every metric is from firing, and what is tried again just now. */
  async explain(): Promise<Explanation> {
    const [explanation, retrying] = await Promise.all([
      this.calls.queryNow<Explanation>(queryNames.explain),
      failingCalls(this.calls.workflow),
    ]);
    return { ...explanation, ...(retrying.length === 0 ? {} : { retrying }) };
  }

  /** The newest values of every metric, by `<metric>` or `<metric>/<segment>`. */
  window(): Promise<Record<string, number[]>> {
    return this.calls.query(queryNames.window);
  }

  /** The moving average of every metric. */
  ewma(): Promise<Record<string, number>> {
    return this.calls.query(queryNames.ewma);
  }

  /** What a list shows of it: levels, how far from firing, and all of its life in few numbers. */
  trail(query: { series?: number } = {}): Promise<TrailAnswer> {
    return this.calls.query(queryNames.trail, undefined, query.series ?? defaultTrails);
  }

  /** Where the retrain under way is: its stage, trials, jobs, the best so far; `null` when none is under way. */
  progress(): Promise<RetrainUnderWay | null> {
    return retrainProgress(this.calls, this.options.client);
  }

  /** Its versions, newest first, and who served when; `whole` names one to tell all of. Needs no running monitor. */
  versions(query: { versions?: number; reigns?: number; whole?: string } = {}): Promise<ModelCard> {
    return this.registry.read({ versions: defaultVersions, reigns: defaultReigns, ...query });
  }

  /** The version that serves, with where its artifact lies; `null` when none does. Works without a running monitor. */
  async champion(): Promise<VersionCard | null> {
    return servingOf(await this.registry.read({ versions: 0, reigns: 0 }));
  }

  /** What it knows those lists by of which it has taken entries (`key: { list, number }`). */
  lists(): Promise<Record<string, number[]>> {
    return this.calls.query(queryNames.lists);
  }

  config(): Promise<{ config: MonitorConfig; policy: Policy; revision: number }> {
    return this.calls.query(queryNames.config);
  }

  /**
   * Asks for a retrain. A person waits only for a retrain in flight, a pause, a kill switch, and a registry or champion
   * in trouble. `withoutChampion`: from scratch, with absolute rules alone in the gate, for a champion that is lost.
   * `respectHolds`: it waits for everything that drift waits for, also for a pause or a kill switch, which refuse a
   * person.
   */
  retrain(
    asked: Asked & { severity?: 'soft' | 'full'; withoutChampion?: boolean; respectHolds?: boolean }
  ): Promise<MonitorView> {
    return this.calls.command(updateNames.retrain, asked);
  }

  /** Ends the retrain under way (`generation`: only that); without one, or with 0, withdraws what people ask for. */
  cancel(asked: Asked & { generation?: number }): Promise<MonitorView> {
    return this.calls.command(updateNames.cancel, asked);
  }

  /** Changes everything while it runs (with `revision`, only that one); unchanged parts keep what they know. */
  async updatePolicy(monitor: MonitorFile, asked: Asked & { revision?: number }): Promise<MonitorView> {
    const { config } = await this.check(monitor);
    const view = await this.calls.command(updateNames.policy, { ...asked, monitor });
    await this.pull(config, true);
    return view;
  }

  pause(asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.pause, asked);
  }

  resume(asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.resume, asked);
  }

  /** Ends the monitor; a retrain under way goes on. */
  async stop(asked: Asked): Promise<MonitorView> {
    const view = await this.calls.command(updateNames.stop, asked);
    // One that cannot be ended now ends itself, as it finds no monitor.
    await endPull(this.options.client, this.model).catch(() => undefined);
    return view;
  }

  /** Promotes the challenger that waits; with `version`, only that; with `inPlaceOf`, only while that one serves. */
  approve(asked: Asked & { version?: string; inPlaceOf?: string }): Promise<MonitorView> {
    return this.calls.command(updateNames.approve, asked);
  }

  /** Drops the challenger that waits; with `version`, only that one. */
  reject(asked: Asked & { version?: string }): Promise<MonitorView> {
    return this.calls.command(updateNames.reject, asked);
  }

  /** Makes the previous version serve again. */
  rollback(asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.rollback, asked, () => this.foreseen.requireWayBack());
  }

  /** Makes a version the champion: in place of one that is lost, or where a person has changed the registry. */
  adopt(version: string, asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.adopt, { ...asked, version }, () => this.foreseen.requireVersion(version));
  }

  /** Closes the circuit breaker. */
  release(asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.release, asked);
  }

  /** Says whether a retrain (`retrain/3`) or an alarm was right; `played` of the server tells the ids of alarms. */
  mark(target: string, isTrue: boolean, asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.mark, { ...asked, target, isTrue });
  }

  /** What each command would do now, in a sentence, or why it would be refused; or that one, with what is said. */
  async foresight(said?: Foreseeable): Promise<Foresight[]> {
    return said ? [await this.foreseen.one(said)] : this.foreseen.all();
  }

  forgetSegment(segment: string, asked: Asked): Promise<MonitorView> {
    return this.calls.command(updateNames.forgetSegment, { ...asked, segment });
  }

  /** The task queue on which it runs. */
  async taskQueue(): Promise<string> {
    return (await this.describe()).taskQueue;
  }

  /** The set with which `apply` has started it; `null` where it was started otherwise. */
  async applySet(): Promise<string | null> {
    return applySetOf((await this.describe()).memo);
  }

  // --- internal ---

  private describe(): Promise<WorkflowExecutionDescription> {
    const monitor = this.options.client.workflow.getHandle(this.workflowId);
    return this.calls.answered('Looking for the monitor', () => monitor.describe());
  }

  /** Reads the schema only here: who looks at a monitor need not wait for it. */
  private async check(monitor: MonitorFile): Promise<Monitor> {
    const { parseMonitor } = await import('../config/parse-monitor.ts');
    const checked = parseMonitor(monitor, { tuners: this.options.tuners });
    const { model } = checked.config;
    if (model === this.model) return checked;
    const message = `Expected \`model\` to be \`${this.model}\`, whose monitor this is, got \`${model}\``;
    throw new ConfigurationError(message, { issues: [{ field: 'model', message }] });
  }

  /** By the monitor's own workers, whichever this client would start others with. */
  private async pull({ model, pull }: MonitorConfig, isNew: boolean): Promise<void> {
    const { client } = this.options;
    if (!pull) return endPull(client, model);
    await schedulePull(client, { model, pull }, { taskQueue: await this.taskQueue(), isNew });
  }
}

/** Series that a list shows of one monitor. */
const defaultTrails = 20;
