import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { ConfigurationError } from '../terms/errors.ts';
import { describeScope, killSwitchId, scopeOf, type KillSwitchScope } from '../terms/kill-switch-ids.ts';
import { isLabel } from '../core/wire/batch.ts';
import { memoOf } from '../core/wire/kill-switch-reading.ts';
import { monitorWorkflowId, parseModelId } from '../terms/model-id.ts';
import { signalNames, workflowTypes } from '../terms/message-names.ts';
import { isWorkflowGone, translate } from './failures.ts';

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

  constructor(client: Client, taskQueue: string) {
    this.client = client;
    this.taskQueue = taskQueue;
  }

  /** `changed` is false when it was already on; the first actor stays on record. */
  async on(scope: KillSwitchScope, asked: { actor: string; comment?: string }): Promise<{ changed: boolean }> {
    check(scope, asked.actor);
    const { actor, comment } = memoOf({ ...asked });
    const changed = await this.answered(scope, async () => {
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
    await this.answered(scope, () => this.nudge(scope));
    return { changed };
  }

  /** `changed` is false when it was already off. The terminated workflow's history names who turned it off. */
  async off(scope: KillSwitchScope, asked: { actor: string; comment?: string }): Promise<{ changed: boolean }> {
    check(scope, asked.actor);
    const { actor, comment } = asked;
    const changed = await this.answered(scope, async () => {
      try {
        await this.client.workflow.getHandle(killSwitchId(scope)).terminate(`${actor}${comment ? `: ${comment}` : ''}`);
        return true;
      } catch (error) {
        if (isWorkflowGone(error)) return false;
        throw error;
      }
    });
    await this.answered(scope, () => this.nudge(scope));
    return { changed };
  }

  /**
   * Running monitors that a switch holds: a name that was mistyped holds none. The server's list lags some seconds
   * behind; `null` when it cannot tell.
   */
  async held(scope: KillSwitchScope): Promise<number | null> {
    const running = `WorkflowType = '${workflowTypes.monitor}' AND ExecutionStatus = 'Running'`;
    try {
      if ('model' in scope) {
        const { status } = await this.client.workflow.getHandle(monitorWorkflowId(scope.model)).describe();
        return status.name === 'RUNNING' ? 1 : 0;
      }
      const owner = 'tenant' in scope ? ` AND RetrainTenant = '${scope.tenant.replaceAll(/['\\]/g, '')}'` : '';
      return (await this.client.workflow.count(running + owner)).count;
    } catch (error) {
      return isWorkflowGone(error) ? 0 : null;
    }
  }

  /** The switch of exactly that scope, as it is now; `null` while it is off. */
  read(scope: KillSwitchScope): Promise<KillSwitchInfo | null> {
    return this.answered(scope, async () => {
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
    const query = `WorkflowType = '${workflowTypes.killSwitch}' AND ExecutionStatus = 'Running'`;
    for await (const { workflowId, startTime, memo } of this.client.workflow.list({ query })) {
      const scope = scopeOf(workflowId);
      if (!scope) continue;
      yield { scope, since: startTime, ...memoOf(memo) };
    }
  }

  // --- internal ---

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

  private async answered<T>(scope: KillSwitchScope, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw translate(describeScope(scope), 'The kill switch', error);
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

function check(scope: KillSwitchScope, actor: string): void {
  if (actor.trim() === '') throw fault('actor', 'Expected `actor` to say who asks, got nothing');
  if ('tenant' in scope) checkTenant(scope.tenant);
  if (!('model' in scope)) return;
  const id = parseModelId(scope.model);
  if (typeof id === 'string') throw fault('model', id);
}

function checkTenant(tenant: string): void {
  if (!isLabel(tenant))
    throw fault('tenant', `Expected \`tenant\` to be 1 to 128 printable characters, got \`${String(tenant)}\``);
}

function fault(field: string, message: string): ConfigurationError {
  return new ConfigurationError(message, { issues: [{ field, message }] });
}
