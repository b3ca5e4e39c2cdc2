import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  log,
  ParentClosePolicy,
  patched,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { automaton } from '../src/core/candidate/approval.ts';
import { keptNotices, nextDelivery } from '../src/core/wire/notice-batch.ts';
import { priorityOf } from '../src/core/launch/retrain-priority.ts';
import { registryCalls } from './registry-calls.ts';
import { workflowTypes } from '../src/terms/message-names.ts';
import type { Effect, MonitorEvent, Notice } from '../src/core/state/events.ts';
import { notifyRetry } from '../activities/contract.ts';
import type { NotifyAnswer, RetrainActivities } from '../activities/contract.ts';

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;
type Call = Exclude<Effect, Of<'start-retrain'> | Of<'notify'>>;
type Lane = 'changes' | 'questions';

/**
 * What `step` wants done, until it is done. Starting retrains is awaited by the main loop; notices and registry calls
 * each go in their own lane, in order, so that a dead webhook holds up neither the monitor nor a rollback; nor does a
 * question about a retrain that hangs, for what changes the registry does not wait for what only asks. What is still here at continue-as-new is carried over and done again: every effect is idempotent by its own key.
 */
export class Outbox {
  private retrains: Of<'start-retrain'>[] = [];
  private notices: Notice[] = [];
  private readonly calls: Record<Lane, Call[]> = { changes: [], questions: [] };
  private readonly calling = new Set<Lane>();
  private notifying = false;
  private readonly apply: (event: MonitorEvent) => void;

  constructor(carried: readonly Effect[], apply: (event: MonitorEvent) => void) {
    this.apply = apply;
    this.add(carried);
  }

  add(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'start-retrain') this.retrains.push(effect);
      else if (effect.type === 'notify') this.notices.push(effect.notice);
      // Histories of before it was taken down left the alias of a superseded challenger where it was.
      else if (effect.type === 'reject-challenger' && effect.superseded && !patched('superseded-alias')) continue;
      else this.calls[this.laneOf(effect)].push(effect);
    }
    this.notices = keptNotices(this.notices);
    if (this.notices.length > 0 && !this.notifying) void this.runNotices();
    for (const lane of ['changes', 'questions'] as const)
      if (this.calls[lane].length > 0 && !this.calling.has(lane)) void this.runCalls(lane);
  }

  /** What has not been done yet, for the next run. */
  pending(): Effect[] {
    const { changes, questions } = this.calls;
    const notices = this.notices.map((notice) => ({ type: 'notify', notice }) as const);
    return [...this.retrains, ...changes, ...questions, ...notices];
  }

  /** Resolves when nothing is left; for a monitor that ends. */
  async drained(): Promise<void> {
    await this.startRetrains();
    await condition(() => this.pending().length === 0, '2 minutes');
  }

  /** Starts what has been launched. The id is the generation's own, so starting it again is harmless. */
  async startRetrains(): Promise<void> {
    for (let next = this.retrains[0]; next; next = this.retrains[0]) {
      const { retrainId, generation } = next.request;
      const isNew = await startRetrain(next);
      this.retrains.shift();
      this.apply({ type: 'retrain-started', generation, at: Date.now() });
      // Whoever started it, its report may have come and gone.
      if (!isNew) this.add([{ type: 'look-up-retrain', retrainId, generation }]);
    }
  }

  private async runNotices(): Promise<void> {
    this.notifying = true;
    try {
      while (this.notices.length > 0) {
        const batch = nextDelivery(this.notices);
        const answer = await deliver(batch);
        if (answer?.repeats === 'unheard') this.apply({ type: 'repeats-unheard' });
        this.notices = this.notices.filter((notice) => !batch.includes(notice));
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.notifying = false;
    }
  }

  private async runCalls(lane: Lane): Promise<void> {
    const calls = this.calls[lane];
    this.calling.add(lane);
    try {
      for (let next = calls[0]; next; next = calls[0]) {
        const event = await carryOut(next);
        calls.shift();
        if (event) this.apply(event);
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.calling.delete(lane);
    }
  }

  /** Histories of before there were two lanes have everything in one, whichever was first. */
  private laneOf(effect: Call): Lane {
    const isQuestion = questions.has(effect.type);
    const [own, other] = isQuestion ? (['questions', 'changes'] as const) : (['changes', 'questions'] as const);
    return this.calls[other].length === 0 || patched('questions-in-their-own-lane') ? own : other;
  }
}

// --- internal ---

const questions: ReadonlySet<Effect['type']> = new Set([
  'look-up-retrain',
  'read-kill-switch',
  'recall',
  'look-at-registry',
]);

const notifier = proxyActivities<RetrainActivities>({
  startToCloseTimeout: '1 minute',
  retry: {
    initialInterval: notifyRetry.initialIntervalMs,
    maximumInterval: notifyRetry.maximumIntervalMs,
    maximumAttempts: notifyRetry.attempts,
  },
});

/** False when there is a retrain of that id already. */
async function startRetrain({ request }: Of<'start-retrain'>): Promise<boolean> {
  try {
    await startChild(workflowTypes.retrain, {
      workflowId: request.retrainId,
      args: [request],
      // The child goes on when this run continues as new; its result comes back as a signal to the workflow id.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      // All its activities inherit it.
      priority: priorityOf(request),
      staticSummary: `${request.kind} retrain ${request.generation} of ${request.model}`,
      staticDetails: request.reasons
        .map(({ text }) => `- ${text}`)
        .join('\n')
        .slice(0, 10_000),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** Notices that nobody takes for hours are given up, with a line in the log; the ledger has what they said. */
async function deliver(notices: Notice[]): Promise<NotifyAnswer | undefined> {
  const summary = notices
    .map(({ event }) => event)
    .join(', ')
    .slice(0, 180);
  try {
    return await notifier['retrain.notify'].executeWithOptions({ summary }, [notices]);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.error('notices could not be delivered', { count: notices.length, error: String(error.cause ?? error) });
    return undefined;
  }
}

async function carryOut(effect: Call): Promise<MonitorEvent | undefined> {
  try {
    return await callRegistry(effect);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const message = error.cause?.message ?? error.message;
    log.error(`${effect.type} failed`, { message });
    if (effect.type === 'promote') return { type: 'command-failed', command: 'promote', message };
    if (effect.type === 'adopt') return { type: 'command-failed', command: 'adopt', message };
    if (effect.type === 'recall' || effect.type === 'look-at-registry') return { type: 'registry-failed', message };
    if (effect.type === 'roll-back')
      return { type: 'command-failed', command: 'roll-back', message, ...foundBy(error) };
    return undefined;
  }
}

/** What serves in place of the version that was to be left, where the registry has told. */
function foundBy({ cause }: ActivityFailure): { serves?: string } {
  if (!(cause instanceof ApplicationFailure)) return {};
  const [found] = (cause.details ?? []) as ({ serves?: unknown } | null | undefined)[];
  return typeof found?.serves === 'string' ? { serves: found.serves } : {};
}

async function callRegistry(effect: Call): Promise<MonitorEvent | undefined> {
  switch (effect.type) {
    case 'promote': {
      const { model, registry, retrainId, changeId, version, generation, expected, actor, reason } = effect;
      const same = { ...(expected === undefined ? {} : { expected }), ...(registry === undefined ? {} : { registry }) };
      const order = { model, retrainId, changeId, version, alias: 'champion' as const, ...same, actor, reason };
      const automatic = actor === automaton ? { automatic: { tenant: effect.tenant ?? null } } : {};
      const {
        waits,
        because = 'a kill switch is on',
        ...done
      } = await registryCalls['retrain.promote'].executeWithOptions({ summary: `promote ${version}` }, [
        { ...order, ...automatic },
      ]);
      if (waits) return { type: 'command-failed', command: 'promote', message: because };
      return { type: 'promoted', generation, ...done };
    }
    case 'reject-challenger':
      await registryCalls['retrain.rejectChallenger'].executeWithOptions({ summary: `reject ${effect.version}` }, [
        effect,
      ]);
      return undefined;
    case 'roll-back': {
      const done = await registryCalls['retrain.rollBack'].executeWithOptions({ summary: 'roll back' }, [effect]);
      return { type: 'rolled-back', ...done };
    }
    case 'adopt': {
      const summary = `adopt ${effect.version}`;
      return { type: 'adopted', ...(await registryCalls['retrain.adopt'].executeWithOptions({ summary }, [effect])) };
    }
    case 'recall': {
      const { registry, ...known } = await registryCalls['retrain.recall'].executeWithOptions(
        { summary: `what the registry knows of ${effect.model}` },
        [effect]
      );
      return { type: 'recalled', ...known, ...(registry ? { registry } : {}) };
    }
    case 'look-at-registry': {
      const summary = `champion of ${effect.model}`;
      const reading = await registryCalls['retrain.lookAtRegistry'].executeWithOptions({ summary }, [effect]);
      return { type: 'registry-read', reading };
    }
    case 'read-kill-switch': {
      const reading = await registryCalls['retrain.readKillSwitch'].executeWithOptions(
        { summary: `kill switches of ${effect.model}` },
        [{ model: effect.model, tenant: effect.tenant }]
      );
      return { type: 'kill-switch-read', reading };
    }
    case 'look-up-retrain': {
      const outcome = await registryCalls['retrain.lookUp'].executeWithOptions({ summary: effect.retrainId }, [effect]);
      return outcome ? { type: 'retrain-finished', outcome } : undefined;
    }
  }
}
