import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { NoWorkerError, RegistryError } from '../../terms/errors.ts';
import { queryNames, workflowTypes } from '../../terms/message-names.ts';
import { isUnanswered, isWorkflowGone } from '../failures.ts';
import { withoutStack } from '../calls/without-stack.ts';
import { whyNobodyPolls, type NobodyAnswers } from '../calls/no-worker.ts';
import { withFates } from './fates.ts';
import type { Explanation, MonitorView } from '../../core/wire/answers.ts';
import type { ModelCard, ModelQuery, VersionCard } from '../../core/wire/model-card.ts';
import type { MonitorCalls } from '../calls/monitor-calls.ts';

export interface ReaderOptions {
  client: Client;
  model: string;
  /** Where to ask when no monitor of the model has ever run. */
  taskQueue: string;
  answerTimeoutMs: number;
}

/**
 * Reads the registry of the workers, through a workflow that lives for a moment: no monitor's history grows by it, and
 * it works for a model whose monitor has been stopped.
 */
export class RegistryReader {
  private readonly calls: MonitorCalls;
  private readonly options: ReaderOptions;

  constructor(calls: MonitorCalls, options: ReaderOptions) {
    this.calls = calls;
    this.options = options;
  }

  /** @throws NoWorkerError, RegistryError */
  async read(query: Omit<ModelQuery, 'model'>): Promise<ModelCard> {
    const card = await this.warned(await this.card(query));
    if (card.versions.length === 0 || card.warning !== undefined) return card;
    const explanation = await this.asked<Explanation>(queryNames.explain);
    return explanation ? { ...card, versions: withFates(card.versions, explanation) } : card;
  }

  /** The same, without asking the monitor which registry it works with: a rush of commands leaves no room for that. */
  async card(query: Omit<ModelQuery, 'model'>): Promise<ModelCard> {
    const { client, model, answerTimeoutMs } = this.options;
    const taskQueue = await this.requireWorker();
    const handle = await this.calls.answered('Reading the registry', () =>
      client.workflow.start<(query: ModelQuery) => Promise<ModelCard>>(workflowTypes.readModel, {
        workflowId: `read/${model}/${randomUUID()}`,
        taskQueue,
        args: [{ model, ...query }],
        // Nobody waits for the answer after that.
        workflowExecutionTimeout: answerTimeoutMs,
        staticSummary: `what the registry knows of ${model}`,
      })
    );
    try {
      return await client.withDeadline(Date.now() + answerTimeoutMs + 1_000, () => handle.result());
    } catch (error) {
      throw await this.translated(taskQueue, error);
    }
  }

  /** With a warning where a worker has answered which reads another registry than the monitor works with. */
  async warned(card: ModelCard): Promise<ModelCard> {
    if (card.registryId === undefined) return card;
    const warning = warningOf(card, await this.monitorView());
    return warning === undefined ? card : { ...card, warning };
  }

  /** What the monitor says of itself; `undefined` where it does not within a moment. */
  monitorView(): Promise<MonitorView | undefined> {
    return this.asked(queryNames.state);
  }

  // --- internal ---

  private asked<T>(query: string): Promise<T | undefined> {
    return this.options.client
      .withDeadline(Date.now() + patienceMs, () => this.calls.workflow.query<T>(query))
      .catch(() => undefined);
  }

  /** The queue of the model's workers, of which one answers. */
  private async requireWorker(): Promise<string> {
    const { client, taskQueue } = this.options;
    const monitor = await this.calls.answered('Looking for the monitor', () =>
      this.calls.workflow.describe().catch((error: unknown) => {
        if (isWorkflowGone(error)) return undefined;
        throw error;
      })
    );
    if (monitor?.status.name === 'RUNNING') await this.calls.requireAnswer('Reading the registry');
    const queue = monitor?.taskQueue ?? taskQueue;
    if (monitor?.status.name === 'RUNNING') return queue;
    const look = (): Promise<NobodyAnswers> =>
      this.calls.answered('Looking for workers', () => whyNobodyPolls(client, queue));
    if (!(await look()).isCertain) return queue;
    // A worker that has just been started may need a moment.
    await sleep(graceMs);
    const why = await look();
    if (why.isCertain) throw this.noWorker(why);
    return queue;
  }

  private async translated(taskQueue: string, error: unknown): Promise<Error> {
    const cause = error instanceof WorkflowFailedError ? rootOf(error) : undefined;
    if (isUnanswered(error) || cause instanceof TimeoutFailure)
      return this.noWorker(
        await this.calls.answered('Looking for workers', () => whyNobodyPolls(this.options.client, taskQueue))
      );
    if (cause instanceof ApplicationFailure)
      return new RegistryError(`The registry of \`${this.options.model}\` could not be read: ${cause.message}`, {
        permanent: true,
      });
    return error as Error;
  }

  private noWorker({ taskQueue, text }: { taskQueue: string; text: string }): NoWorkerError {
    const what = `Reading the registry of \`${this.options.model}\` was not answered`;
    return withoutStack(() => new NoWorkerError(`${what}: ${text}`, taskQueue));
  }
}

/** Why the registry that has answered may not be the monitor's. */
export function warningOf({ registry, registryId }: ModelCard, view: MonitorView | undefined): string | undefined {
  // A monitor that does not answer or has been stopped works with none.
  if (registryId === undefined || !view || view.phase === 'stopped') return undefined;
  if ((view.registry.id ?? registryId) === registryId) return undefined;
  const known =
    view.champion === null
      ? 'it is not that of the monitor'
      : `it is not that of the monitor, whose champion is ${view.champion}`;
  return `the worker that has answered reads registry \`${registry}\`, and ${known}: start it with the \`--home\` or the registry (TEMPORAL_RETRAIN_REGISTRY) of before`;
}

/**
 * The version that serves; `null` when none does.
 *
 * @throws RegistryError where the registry that has answered is another one than the monitor's
 */
export function servingOf({ model, serving, warning }: ModelCard): VersionCard | null {
  if (warning === undefined) return serving;
  throw new RegistryError(`Which version of \`${model}\` serves is not known here: ${warning}`, { permanent: true });
}

/** That no version serves, and what to do. */
export function noneServes({ model, champion, challenger }: ModelCard): string {
  if (champion !== null)
    return `The champion ${champion} of \`${model}\` is no longer in the registry; choose another with \`temporal-retrain monitor adopt ${model} <version>\``;
  const next =
    challenger === null
      ? `ask for a retrain with \`temporal-retrain monitor retrain ${model}\`, or adopt a version that is registered`
      : `${challenger} waits: \`temporal-retrain monitor approve ${model}\`, once its monitor runs`;
  return `No version of \`${model}\` serves yet; ${next}`;
}

// --- internal ---

/** A monitor is asked for no more than a warning. */
const patienceMs = 3_000;

const graceMs = 400;

function rootOf(error: Error): unknown {
  let at: unknown = error;
  while (at instanceof Error && at.cause) at = at.cause;
  return at;
}
