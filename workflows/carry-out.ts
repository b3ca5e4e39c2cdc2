import {
  ActivityFailure,
  ApplicationFailure,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  WorkflowIdReusePolicy,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { automaton } from '../src/core/candidate/approval.ts';
import { excerpt } from '../src/terms/visible-text.ts';
import { attributesOf } from './outcome-attributes.ts';
import { pageAddress } from '../src/terms/page-address.ts';
import { expectedKind, priorityOf } from '../src/core/launch/retrain-priority.ts';
import { askRegistry, registryCalls } from './registry-calls.ts';
import { readWhyNot } from '../src/core/outcome/registry-answers.ts';
import { workflowTypes } from '../src/terms/message-names.ts';
import type { Effect, MonitorEvent, Notice } from '../src/core/state/events.ts';
import { notifyRetry } from '../src/terms/timings.ts';
import type { Delivery, LaneAnswer } from '../src/core/bounds/notice-log.ts';
import type { DeliveryAnswer, RetrainActivities } from '../activities/contract.ts';
import type { RetrainRequest } from '../src/core/state/retrain.ts';

// How each thing that `step` wants done is done; when is the outbox's business.

export type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;
export type Call = Exclude<Effect, Of<'start-retrain'> | Of<'notify'> | Of<'cancel-retrain'>>;

/**
 * The child, once it has started; `undefined` when its id is taken.
 *
 * @param executionTimeoutMs time after which the server ends it, whatever it does; absent: never
 * @param options.searchAttributes whether the monitor uses them
 * @param options.pageUrl          how browsers reach the operator's page
 */
export async function startRetrain(
  request: RetrainRequest,
  executionTimeoutMs?: number,
  { searchAttributes = false, pageUrl }: { searchAttributes?: boolean; pageUrl?: string | undefined } = {}
): Promise<ChildWorkflowHandle<Workflow> | undefined> {
  try {
    return await startChild(workflowTypes.retrain, {
      workflowId: request.retrainId,
      args: [request],
      // The child goes on when this run continues as new.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      ...(executionTimeoutMs === undefined ? {} : { workflowExecutionTimeout: executionTimeoutMs }),
      ...(searchAttributes ? { typedSearchAttributes: attributesOf(request) } : {}),
      // All its activities inherit it.
      priority: priorityOf(request),
      staticSummary: `${expectedKind(request)} retrain ${request.generation} of ${request.model}`,
      staticDetails: startedDetails(request, pageUrl),
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

/** Asks the server to cancel it, whoever started it. One that has ended, or was never there, needs no end. */
export async function cancelRetrain({ retrainId }: Of<'cancel-retrain'>): Promise<void> {
  try {
    await getExternalWorkflowHandle(retrainId).cancel();
  } catch (error) {
    log.warn('the retrain could not be cancelled', { retrainId, error: String(error) });
  }
}

/** Notices that stay undelivered for hours are given up, with a line in the log; the ledger holds their content. */
export async function deliver(notices: Notice[]): Promise<Delivered | undefined> {
  const summary = `notice of ${notices.map(({ event }) => event).join(', ')}`.slice(0, 180);
  try {
    return await notifier['retrain.notify'].executeWithOptions({ summary }, [notices]);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.error('notices could not be delivered', { count: notices.length, error: String(error.cause ?? error) });
    return saidOf(error);
  }
}

/** The same to notifiers of which each may have its lane. */
export async function deliverTo(delivery: Delivery): Promise<Delivered> {
  const events = [...new Set(delivery.notices.map(({ event }) => event))].join(', ');
  const summary = `notice ${'only' in delivery ? `to ${delivery.only} ` : ''}of ${events}`.slice(0, 180);
  try {
    return (await notifier['retrain.deliver'].executeWithOptions({ summary }, [delivery])) ?? {};
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const said = saidOf(error);
    if (!('only' in delivery)) log.error('notices could not be delivered', { ...said, count: delivery.notices.length });
    return said;
  }
}

/** `error`: it was given up; of a delivery to one alone, what that one said at last. */
export type Delivered = DeliveryAnswer & LaneAnswer;

/** What the registry or the server says to it; `undefined` when nothing follows from that. */
export async function carryOut(effect: Call): Promise<Said> {
  try {
    return await call(effect);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const message = error.cause?.message ?? error.message;
    const why = whyNot(error);
    // What the registry refuses a person with a reason is an answer, and no fault of anything.
    if (why.code === undefined || ('actor' in effect && effect.actor === automaton))
      log.error(`${effect.type} failed`, { message });
    else log.info(`${effect.type} was refused`, { message, code: why.code });
    if (effect.type === 'promote') return { type: 'command-failed', command: 'promote', message, ...why };
    if (effect.type === 'adopt') return { type: 'command-failed', command: 'adopt', message, ...why };
    if (effect.type === 'recall' || effect.type === 'look-at-registry') return { type: 'registry-failed', message };
    if (effect.type === 'roll-back') return { type: 'command-failed', command: 'roll-back', message, ...why };
    return undefined;
  }
}

/** Nothing, one thing, or several in their order. */
export type Said = MonitorEvent | readonly MonitorEvent[] | undefined;

// --- internal ---

function startedDetails({ model, generation, reasons }: RetrainRequest, pageUrl: string | undefined): string {
  const link = pageAddress(pageUrl, { model, view: { retrain: generation } });
  const why = reasons.map(({ text }) => `- ${text}`);
  return [...(link === undefined ? [] : [`[Open the page](${encodeURI(link)})`, '']), ...why]
    .join('\n')
    .slice(0, 10_000);
}

const notifier = proxyActivities<RetrainActivities>({
  startToCloseTimeout: '1 minute',
  retry: {
    initialInterval: notifyRetry.initialIntervalMs,
    maximumInterval: notifyRetry.maximumIntervalMs,
    maximumAttempts: notifyRetry.attempts,
  },
});

const maxErrorChars = 500;

function saidOf(failure: ActivityFailure): LaneAnswer {
  const { cause = failure } = failure;
  const { type, details } = cause instanceof ApplicationFailure ? cause : {};
  const [said] = details ?? [];
  const error = excerpt(typeof said === 'string' ? said : cause.message, maxErrorChars);
  return { error, ...(type === 'NotifierNotFoundError' ? { isGone: true } : {}) };
}

function whyNot({ cause }: ActivityFailure): { code?: string; serves?: string } {
  return cause instanceof ApplicationFailure ? readWhyNot(cause.details?.[0]) : {};
}

async function call(effect: Call): Promise<Said> {
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
    case 'recall':
      return askRegistry(effect);
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
      return outcome ? { type: 'retrain-finished', outcome, generation: effect.generation } : undefined;
    }
  }
}
