import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { CommandRejectedError, NoWorkerError } from '../../terms/errors.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import { cancelledBy } from './attempts.ts';
import { askedInTime } from './asked-in-time.ts';
import { lateCode, queryNames } from '../../terms/message-names.ts';
import { clockOfRefusal, isUnanswered, isUnpolled, isUnprocessed, translate } from '../failures.ts';
import { sentAgain } from './sent-again.ts';
import { withoutStack } from './without-stack.ts';
import { whyNobodyAnswers, type NobodyAnswers } from './no-worker.ts';
import type { CommandResult, MonitorView } from '../../core/wire/answers.ts';

export interface CallOptions {
  client: Client;
  model: string;
  answerTimeoutMs: number;
  /** Told, in a sentence, of an answer that takes its time; once of all that are waited for. */
  onWait?: (text: string) => void;
  /** Aborted once nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/**
 * Questions to one monitor, and commands. Without a worker they fail within a second, and what has failed is never done
 * later: a command is not even sent before a query was answered, and it carries the time its sender waits for it.
 */
export class MonitorCalls {
  readonly workflow: WorkflowHandle;
  private readonly options: CallOptions;
  private answeredAt = Number.NEGATIVE_INFINITY;
  private isWaitTold = false;
  /** How far the monitor's clock is ahead of ours, where it has told. */
  private aheadMs = 0;

  constructor(options: CallOptions) {
    this.options = options;
    this.workflow = options.client.workflow.getHandle(monitorWorkflowId(options.model));
  }

  /** Any workflow's query; the monitor's own by default. */
  query<T>(name: string, workflow: WorkflowHandle = this.workflow, ...args: unknown[]): Promise<T> {
    const what = `The question for the ${queryWords[name] ?? name}`;
    return this.asked(what, workflow, () => workflow.query<T, unknown[]>(name, ...args));
  }

  /** The same, of what depends on the time: a workflow's own clock stands still while nothing happens to it. */
  queryNow<T>(name: string): Promise<T> {
    return this.query(name, undefined, Date.now());
  }

  /**
   * Before something is asked for that must not happen later: somebody answers now, or has a moment ago.
   *
   * @param what the beginning of the sentence that says otherwise
   */
  async requireAnswer(what: string): Promise<void> {
    if (Date.now() - this.answeredAt <= freshMs) return;
    await this.asked(what, this.workflow, () => this.workflow.query(queryNames.ewma));
  }

  /**
   * @param look throws where the registry would refuse it later; looked at once the monitor has answered
   * @returns the monitor's state right after the command
   */
  async command(name: string, asked: object, look?: () => Promise<void>): Promise<MonitorView> {
    const what = `The command \`${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\``;
    await this.requireAnswer(what);
    await look?.();
    const giveUpAt = Date.now() + this.options.answerTimeoutMs;
    const send = (): Promise<CommandResult> => {
      // A little less, so that a refusal still arrives.
      const args: [object] = [{ ...asked, until: giveUpAt - this.options.answerTimeoutMs / 10 + this.aheadMs }];
      const once = { args, updateId: randomUUID() };
      const ask = (): Promise<CommandResult> => {
        this.requireSender(what);
        return this.workflow.executeUpdate<CommandResult, [object]>(name, once);
      };
      return sentAgain(() => this.options.client.withDeadline(giveUpAt, ask), giveUpAt);
    };
    try {
      const { view } = await send().catch((error: unknown) => {
        const theirs = clockOfRefusal(error);
        // We still wait, so the clocks differ.
        if (theirs === undefined || Date.now() > giveUpAt - this.options.answerTimeoutMs / 2) throw error;
        this.aheadMs = theirs - Date.now();
        return send();
      });
      this.hasAnswered();
      return view;
    } catch (error) {
      if (isUnanswered(error) || isUnprocessed(error))
        throw await this.noAnswer(what, `${what} is not carried out later`, error);
      throw this.translated(what, error);
    }
  }

  /** Any other call of the server, in time and with errors that its caller understands. */
  async answered<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await this.options.client.withDeadline(Date.now() + this.options.answerTimeoutMs, call);
    } catch (error) {
      throw this.translated(what, error);
    }
  }

  // --- internal ---

  /** What is asked for by somebody who has left while a worker was looked for is not to happen later. */
  private requireSender(what: string): void {
    if (!this.options.signal?.aborted) return;
    const text = `${what} of \`${this.options.model}\` was not sent: whoever asked for it waits no more`;
    throw withoutStack(() => new CommandRejectedError(text, { code: lateCode }));
  }

  /**
   * Looks first whether anybody could answer. A question that was asked is never given up before its time: what the SDK
   * tries again by then would meet a connection that is closed.
   */
  private async asked<T>(what: string, workflow: WorkflowHandle, call: () => Promise<T>): Promise<T> {
    const { client, answerTimeoutMs } = this.options;
    if (Date.now() - this.answeredAt > freshMs) await this.requireWorker(what, workflow, call);
    let early: Promise<NobodyAnswers | undefined> | undefined;
    let isOver = false;
    const waits = setTimeout(() => {
      early = this.tellOfWait(what, workflow, () => isOver);
    }, patienceMs);
    try {
      const answer = await client.withDeadline(Date.now() + answerTimeoutMs, () =>
        askedInTime((enough) => cancelledBy(client, enough, call))
      );
      this.hasAnswered();
      return answer;
    } catch (error) {
      if (isUnanswered(error) || isUnpolled(error))
        throw this.noWorker(what, '', await this.whyAtLast(workflow, early), error);
      throw this.translated(what, error);
    } finally {
      isOver = true;
      clearTimeout(waits);
    }
  }

  private async requireWorker(what: string, workflow: WorkflowHandle, call: () => Promise<unknown>): Promise<void> {
    const isSure = async (why: NobodyAnswers | undefined): Promise<boolean> =>
      why !== undefined && (why.isCertain || (why.isOld && (await this.isUnpolled(call))));
    if (!(await isSure(await this.whyNobody(workflow)))) return;
    // A worker that has just been started may need a moment.
    await sleep(graceMs);
    const why = await this.whyNobody(workflow);
    if (await isSure(why)) throw this.noWorker(what, '', why, undefined);
  }

  /** Looking takes a moment, in which the answer may come. */
  private async tellOfWait(
    what: string,
    workflow: WorkflowHandle,
    isOver: () => boolean
  ): Promise<NobodyAnswers | undefined> {
    const why = await this.whyNobody(workflow, busyMs);
    if (!why || isOver() || this.isWaitTold) return why;
    this.isWaitTold = true;
    this.options.onWait?.(`${what} of \`${this.options.model}\` has no answer yet: ${why.text}`);
    return why;
  }

  private hasAnswered(): void {
    this.answeredAt = Date.now();
    this.isWaitTold = false;
  }

  /** Whether the server says so at once, of a query that is not waited for. */
  private async isUnpolled(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.options.client.withDeadline(Date.now() + quickMs, call);
      return false;
    } catch (error) {
      return isUnpolled(error);
    }
  }

  private async noAnswer(what: string, next: string, error: unknown): Promise<Error> {
    return this.noWorker(what, next, await this.whyNobody(this.workflow, busyMs), error);
  }

  private noWorker(what: string, next: string, why: NobodyAnswers | undefined, error: unknown): Error {
    if (!why) return this.translated(what, error);
    const of = `${what} of \`${this.options.model}\``;
    const text = `${of} was not answered: ${why.text}${next === '' ? '' : `. ${next}`}`;
    return withoutStack(() => new NoWorkerError(text, why.taskQueue));
  }

  /** A server that is slow to say why was asked before, while there was time. */
  private async whyAtLast(
    workflow: WorkflowHandle,
    early: Promise<NobodyAnswers | undefined> | undefined
  ): Promise<NobodyAnswers | undefined> {
    return (await this.whyNobody(workflow)) ?? (await (early ?? this.whyNobody(workflow, busyMs)));
  }

  /** `undefined` when the server itself does not answer. */
  private async whyNobody(workflow: WorkflowHandle, withinMs = quickMs): Promise<NobodyAnswers | undefined> {
    try {
      const { client } = this.options;
      return await client.withDeadline(Date.now() + withinMs, () => whyNobodyAnswers(client, workflow));
    } catch {
      return undefined;
    }
  }

  private translated(what: string, error: unknown): Error {
    return translate(this.options.model, what, error);
  }
}

/** What people ask for with a query. */
const queryWords: Record<string, string> = {
  [queryNames.ewma]: 'averages',
  [queryNames.explain]: 'explanation',
  [queryNames.config]: 'settings',
  [queryNames.trail]: 'past averages',
  [queryNames.foresight]: 'effects of commands',
  [queryNames.foresee]: 'effect of a command',
  [queryNames.lists]: 'counted keys',
};

/** What the server itself is to answer in. */
const quickMs = 800;
/** The same where nobody answers: a busy server is not to sound like a wrong address. */
const busyMs = 5_000;
/** How recent an answer must be to show that a worker is there. */
const freshMs = 5_000;
/** What a worker takes from its start to its first poll. */
const graceMs = 400;
/** After so long people want to know what is waited for. */
const patienceMs = 2_000;
