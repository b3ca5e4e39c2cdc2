import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { cancelledBy } from './calls/attempts.ts';
import { ConfigurationError, ServerUnavailableError } from '../terms/errors.ts';
import { describeScope, killSwitchId, scopeOf, type KillSwitchScope } from '../terms/kill-switch-ids.ts';
import { excerpt } from '../terms/visible-text.ts';
import { isLabel } from '../core/wire/batch.ts';
import { memoOf } from '../core/wire/kill-switch-reading.ts';
import { monitorWorkflowId, parseModelId } from '../terms/model-id.ts';
import { signalNames, workflowTypes } from '../terms/message-names.ts';
import { isUnanswered, isWorkflowGone, translate } from './failures.ts';
import { queryText } from './list-monitors.ts';

export interface KillSwitchInfo {
  scope: KillSwitchScope;
  since: Date;
  actor: string;
  comment: string;
}

/**
 * Holds the retrains of one model, of a tenant, or of all models. The server remembers a switch. Every retrain reads it
 * before it trains and before it promotes automatically, also in monitors that start later. Monitors are nudged to show
 * it; that takes seconds, and nothing depends on it.
 */
export class KillSwitches {
  private readonly client: Client;
  private readonly taskQueue: string;
  private readonly answerTimeoutMs: number;

  /** @param answerTimeoutMs most that turning or reading a switch takes */
  constructor(client: Client, taskQueue: string, answerTimeoutMs = 30_000) {
    this.client = client;
    this.taskQueue = taskQueue;
    this.answerTimeoutMs = answerTimeoutMs;
  }

  /**
   * `changed` is false when it was already on; the first actor stays on record. Whoever aborts `signal` gives up while
   * the server has not answered yet.
   */
  async on(
    scope: KillSwitchScope,
    asked: { actor: string; comment?: string; signal?: AbortSignal }
  ): Promise<{ changed: boolean }> {
    check(scope, asked.actor);
    const { actor, comment } = memoOf({ actor: asked.actor, comment: asked.comment });
    return this.turn('on', scope, asked.signal, async () => {
      try {
        await this.client.workflow.start(workflowTypes.killSwitch, {
          workflowId: killSwitchId(scope),
          taskQueue: this.taskQueue,
          workflowIdConflictPolicy: 'FAIL',
          memo: { actor, comment },
          staticDetails: detailsOf(scope, actor, comment),
          staticSummary: `${describeScope(scope)} held by ${actor}${comment ? `: ${comment}` : ''}`.slice(0, 180),
        });
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    });
  }

  /** `changed` is false when it was already off. The terminated workflow's history names who turned it off. */
  async off(
    scope: KillSwitchScope,
    asked: { actor: string; comment?: string; signal?: AbortSignal }
  ): Promise<{ changed: boolean }> {
    check(scope, asked.actor);
    const { actor, comment } = asked;
    return this.turn('off', scope, asked.signal, async () => {
      try {
        await this.client.workflow.getHandle(killSwitchId(scope)).terminate(`${actor}${comment ? `: ${comment}` : ''}`);
        return true;
      } catch (error) {
        if (isWorkflowGone(error)) return false;
        throw error;
      }
    });
  }

  /**
   * Running monitors that a switch holds: a name that was mistyped holds none. The server's list lags some seconds
   * behind; `null` when it cannot tell, or not soon.
   */
  async held(scope: KillSwitchScope): Promise<number | null> {
    checkScope(scope);
    try {
      return await this.client.withDeadline(Date.now() + Math.min(heldMs, this.answerTimeoutMs), () =>
        this.countHeld(scope)
      );
    } catch (error) {
      return isWorkflowGone(error) ? 0 : null;
    }
  }

  /** The switch of exactly that scope, as it is now; `null` while it is off. */
  async read(scope: KillSwitchScope): Promise<KillSwitchInfo | null> {
    checkScope(scope);
    return this.answered(describeScope(scope), Date.now() + this.answerTimeoutMs, async () => {
      try {
        const { status, startTime, memo } = await this.client.workflow.getHandle(killSwitchId(scope)).describe();
        return status.name === 'RUNNING' ? { scope, since: startTime, ...memoOf(memo) } : null;
      } catch (error) {
        if (isWorkflowGone(error)) return null;
        throw error;
      }
    });
  }

  /** Switches that are on, from visibility, which lags by some seconds. */
  async *list(): AsyncGenerator<KillSwitchInfo> {
    // They are few, and all of them come within one deadline.
    const until = Date.now() + this.answerTimeoutMs;
    const read = async (): Promise<KillSwitchInfo[]> => {
      const query = `WorkflowType = '${workflowTypes.killSwitch}' AND ExecutionStatus = 'Running'`;
      const on: KillSwitchInfo[] = [];
      for await (const { workflowId, startTime, memo } of this.client.workflow.list({ query })) {
        const scope = scopeOf(workflowId);
        if (scope) on.push({ scope, since: startTime, ...memoOf(memo) });
      }
      return on;
    };
    yield* await this.answered(this.client.options.namespace, until, read, 'Listing the kill switches');
  }

  // --- internal ---

  /**
   * One deadline for all of it. Once the switch is turned, monitors are told of it even if its sender has left, and its
   * sender does not wait long for that.
   */
  private async turn(
    to: 'on' | 'off',
    scope: KillSwitchScope,
    signal: AbortSignal | undefined,
    call: () => Promise<boolean>
  ): Promise<{ changed: boolean }> {
    const until = Date.now() + this.answerTimeoutMs;
    const given = signal ? () => cancelledBy(this.client, signal, call) : call;
    const changed = await this.client.withDeadline(until, given).catch((error: unknown) => {
      throw isUnanswered(error) ? unanswered(to, scope, error) : translate(describeScope(scope), subject, error);
    });
    // The server runs one batch job at a time, and a monitor that is not told reads the switch by itself.
    const told = this.client.withDeadline(until, () => this.nudge(scope)).catch(() => undefined);
    await Promise.race([told, sleep(Math.min(nudgeMs, this.answerTimeoutMs), undefined, { ref: false })]);
    return { changed };
  }

  private async countHeld(scope: KillSwitchScope): Promise<number | null> {
    const { workflow } = this.client;
    if ('model' in scope) {
      const { status } = await workflow.getHandle(monitorWorkflowId(scope.model)).describe();
      return status.name === 'RUNNING' ? 1 : 0;
    }
    const running = `WorkflowType = '${workflowTypes.monitor}' AND ExecutionStatus = 'Running'`;
    if ('all' in scope) return (await workflow.count(running)).count;
    const tenant = queryText(scope.tenant);
    return tenant === undefined ? null : (await workflow.count(`${running} AND RetrainTenant = ${tenant}`)).count;
  }

  /**
   * Tells monitors to read the switches. For many monitors a batch job of the server does it, which survives this
   * process.
   */
  private async nudge(scope: KillSwitchScope): Promise<void> {
    if ('model' in scope) {
      try {
        await this.client.workflow.getHandle(monitorWorkflowId(scope.model)).signal(signalNames.killSwitch);
      } catch (error) {
        if (!isWorkflowGone(error)) throw error;
      }
      return;
    }
    await this.client.workflowService.startBatchOperation({
      namespace: this.client.options.namespace,
      jobId: randomUUID(),
      reason: `kill switch for ${describeScope(scope)}`.slice(0, 200),
      // All tenants: the tenant's search attribute may be turned off, and a needless nudge costs only one read.
      visibilityQuery: `WorkflowType = '${workflowTypes.monitor}' AND ExecutionStatus = 'Running'`,
      signalOperation: { signal: signalNames.killSwitch },
    });
  }

  private async answered<T>(of: string, until: number, call: () => Promise<T>, what = subject): Promise<T> {
    try {
      return await this.client.withDeadline(until, call);
    } catch (error) {
      throw translate(of, what, error);
    }
  }
}

// --- internal ---

/** For the Temporal UI; what people have written is shown as it is. */
function detailsOf(scope: KillSwitchScope, actor: string, comment: string): string {
  const plain = (text: string): string => text.replaceAll(/[\s`]+/g, ' ');
  const option = 'all' in scope ? '--all' : 'tenant' in scope ? `--tenant ${scope.tenant}` : `--model ${scope.model}`;
  const lines = [
    `holds: ${describeScope(scope)}`,
    `by: ${actor}`,
    `because: ${comment || '(no comment)'}`,
    `turn it off: temporal-retrain kill-switch off ${option}`,
  ];
  const effect =
    'No retrain starts, and no version is promoted without a person. Terminating this workflow turns it off.';
  return `${effect}\n\n\`\`\`text\n${lines.map(plain).join('\n')}\n\`\`\``;
}

const subject = 'The kill switch';

/** What is waited for the monitors to be told; telling them may go on after that. */
const nudgeMs = 3_000;

/** How many monitors a switch holds is only said; nobody waits long for it. */
const heldMs = 3_000;

function unanswered(to: 'on' | 'off', scope: KillSwitchScope, cause: unknown): ServerUnavailableError {
  return new ServerUnavailableError(
    `Turning ${to} the kill switch for ${describeScope(scope)} was not answered in time: check that the server is up and the address is right, then turn it ${to} again, which is harmless if it is ${to} already`,
    { cause }
  );
}

function check(scope: KillSwitchScope, actor: string): void {
  if (actor.trim() === '') throw fault('actor', 'Expected `actor` to say who asks, got nothing');
  checkScope(scope);
}

/** Before anything is asked: the server takes long over a name that cannot be, and its words are strange. */
function checkScope(scope: KillSwitchScope): void {
  if ('tenant' in scope) checkTenant(scope.tenant);
  if (!('model' in scope)) return;
  const id = parseModelId(scope.model);
  if (typeof id === 'string') throw fault('model', id);
  if (id.version === undefined) return;
  const wanted = `use \`${id.project}:${id.name}\``;
  throw fault('model', `Expected a model id without a version, got \`${scope.model}\`; ${wanted}`);
}

function checkTenant(tenant: string): void {
  if (!isLabel(tenant))
    throw fault(
      'tenant',
      `Expected \`tenant\` to be 1 to 128 printable characters, got \`${excerpt(String(tenant), 60)}\``
    );
}

function fault(field: string, message: string): ConfigurationError {
  return new ConfigurationError(message, { issues: [{ field, message }] });
}
