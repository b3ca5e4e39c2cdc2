import {
  QueryNotRegisteredError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  CommandRejectedError,
  ConfigurationError,
  MonitorNotFoundError,
  RetrainError,
  ServerUnavailableError,
} from '../terms/errors.ts';
import {
  grpcCode,
  grpcCodes,
  grpcDetails,
  isAccessDenied,
  isNamespaceUnknown,
  tooLargeOf,
  type TooLarge,
} from '../server/grpc-status.ts';
import { lateCode, untimely } from '../terms/message-names.ts';
import { monitorWorkflowId } from '../terms/model-id.ts';
import type { Verdict } from './publish/sender.ts';

/** Turns the failure of a call about a monitor into an error that its caller understands. */
export function translate(model: string, what: string, error: unknown): Error {
  if (error instanceof RetrainError) return error;
  if (isWorkflowGone(error)) return notFound(model, error);
  if (isUnprocessed(error))
    return new ServerUnavailableError(
      `${what} of \`${model}\` failed: no worker has processed it; it is not carried out later: ask again, or see with \`temporal-retrain doctor\` who polls`,
      { cause: error }
    );
  if (isEndedMeanwhile(error))
    return new ServerUnavailableError(
      `${what} of \`${model}\` was accepted, and the monitor ended before it answered: \`temporal-retrain monitor explain ${model}\` tells what was done`,
      { cause: error }
    );
  if (error instanceof WorkflowUpdateFailedError)
    return new CommandRejectedError(error.cause?.message ?? error.message, { cause: error, ...codeOf(error.cause) });
  if (error instanceof QueryNotRegisteredError)
    return new ServerUnavailableError(
      `${what} of \`${model}\` failed: the worker does not know it (${error.message}); run the same version of temporal-retrain in worker and client`,
      { cause: error }
    );
  const code = grpcCode(error);
  if (isUnanswered(error))
    return new ServerUnavailableError(
      `${what} of \`${model}\` was not answered in time: check that the server is up and the address is right`,
      { cause: error }
    );
  if (isAboutAttributes(error))
    return new ConfigurationError(
      `${what} of \`${model}\` failed: ${grpcDetails(error)}; create the search attributes with \`ensureSearchAttributes\`, or set \`searchAttributes: false\``,
      { cause: error }
    );
  const large = tooLargeOf(error);
  if (large)
    return new ConfigurationError(`${what} of \`${model}\` failed: ${sizeText(large)}`, {
      cause: error,
    });
  const advice = isOfTask(error)
    ? taskAdvice
    : isCrowded(error)
      ? crowdAdvice
      : adviceFor(isNamespaceUnknown(error), code);
  return new ServerUnavailableError(`${what} of \`${model}\` failed: ${grpcDetails(error)}; ${advice}`, {
    cause: error,
  });
}

/**
 * Whether the server has nothing of the workflow. Most calls say it with an error of the SDK, reading a history with a
 * bare gRPC status.
 */
export function isWorkflowGone(error: unknown): error is Error {
  if (error instanceof WorkflowNotFoundError) return true;
  return grpcCode(error) === grpcCodes.notFound && !isNamespaceUnknown(error);
}

/** Whether the time to answer ran out. */
export function isUnanswered(error: unknown): boolean {
  const code = grpcCode(error);
  const isLate = code === grpcCodes.deadlineExceeded || code === grpcCodes.cancelled;
  return isLate || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
}

/** Whether the server knows that nobody polls the task queue; it says so of queries. */
export function isUnpolled(error: unknown): boolean {
  return grpcCode(error) === grpcCodes.failedPrecondition && /no poller/i.test(grpcDetails(error));
}

/** Whether a question came at a moment at which no answer is possible, and may be asked again at once. */
export function isUntimely(error: unknown): boolean {
  return error instanceof Error && error.message.includes(untimely);
}

/**
 * Whether the server gave an update up because the task that brought it failed, or ended without a word of it; it may
 * be sent again at once.
 */
export function isTakenBack(error: unknown): boolean {
  const isFailed = /unexpected workflow task failure/i.test(grpcDetails(error));
  return isUnprocessed(error) || (isFailed && grpcCode(error) === grpcCodes.failedPrecondition);
}

/** Whether the server says, in the form of a refusal, that a worker was given an update and has not looked at it. */
export function isUnprocessed(error: unknown): boolean {
  return typeOfRefusal(error) === 'UnprocessedUpdate';
}

/**
 * Whether the server has more to do for one workflow than it takes at once: more than ten updates, a run that
 * ends. A message that gRPC finds too large has the same code, and is no less large when it is sent again.
 */
export function isCrowded(error: unknown): boolean {
  return grpcCode(error) === grpcCodes.resourceExhausted && tooLargeOf(error) === undefined;
}

/** The monitor's clock, where it refused a command because its time was over; `undefined` for every other error. */
export function clockOfRefusal(error: unknown): number | undefined {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return undefined;
  const [code, now] = error.cause.details ?? [];
  return code === lateCode && typeof now === 'number' ? now : undefined;
}

/** Whether a translated error says that the namespace lacks search attributes. */
export function lacksSearchAttributes(error: unknown): boolean {
  return error instanceof ConfigurationError && isAboutAttributes(error.cause);
}

/** Whether to resend an unconfirmed batch at once: always, unless the answer says that it cannot succeed. */
export function classifyDelivery(model: string, error: unknown): Verdict {
  if (error instanceof RetrainError) return { retry: !error.permanent, error };
  if (isWorkflowGone(error)) return { retry: false, error: notFound(model, error) };
  const large = tooLargeOf(error);
  if (large) {
    const text = `Delivering metrics of \`${model}\` failed: ${sizeText(large)}`;
    return { retry: false, error: new ConfigurationError(text, { cause: error as Error }) };
  }
  const code = grpcCode(error);
  const isFull = code !== undefined && /exceeded workflow execution limit/i.test(grpcDetails(error));
  const isNowhere = isNamespaceUnknown(error);
  const retry = !isNowhere && (code === undefined || isFull || !finalCodes.has(code));
  const advice = isFull ? 'wait until its worker has caught up' : adviceFor(isNowhere, code);
  const message = `Delivering metrics of \`${model}\` failed: ${grpcDetails(error)}; ${advice}`;
  return { retry, error: new ServerUnavailableError(message, { cause: error }) };
}

// --- internal ---

/** With these, sending the same again brings the same answer. */
const finalCodes: ReadonlySet<number> = new Set([
  grpcCodes.invalidArgument,
  grpcCodes.notFound,
  grpcCodes.permissionDenied,
  grpcCodes.failedPrecondition,
  grpcCodes.unimplemented,
  grpcCodes.unauthenticated,
]);

/** Whether the worker answers, and fails at it. */
function isOfTask(error: unknown): boolean {
  const isIt = /workflow task (?:failure|in failed state)/i.test(grpcDetails(error));
  return isIt && grpcCode(error) === grpcCodes.failedPrecondition;
}

/** Whether the workflow took the update, and ended with it open: what it did of it is in its history. */
function isEndedMeanwhile(error: unknown): boolean {
  return typeOfRefusal(error) === 'AcceptedUpdateCompletedWorkflow';
}

/** Of an update that has failed: the type of its failure, which the monitor has chosen, or the server. */
function typeOfRefusal(error: unknown): string | undefined {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return undefined;
  return error.cause.type ?? undefined;
}

const crowdAdvice = 'more was asked for at once than the server takes: ask again in a moment';

/** How large it was, and what to do. */
function sizeText({ what, bytes, most }: TooLarge): string {
  const size = bytes === undefined ? 'too large' : `${bytes.toLocaleString('en')} bytes large`;
  const limit = most === undefined ? '' : `, at most ${most.toLocaleString('en')} bytes pass`;
  const next = what === 'request' ? 'send less at once' : 'ask for less at once';
  return `the ${what} is ${size}${limit}: ${next}; the same would be refused again`;
}

const taskAdvice = 'its worker fails at the tasks of the monitor: the output of the worker says why';

function isAboutAttributes(error: unknown): boolean {
  return grpcCode(error) !== undefined && /search attribute/i.test(grpcDetails(error));
}

function notFound(model: string, cause: Error): MonitorNotFoundError {
  return new MonitorNotFoundError(
    `No monitor of \`${model}\` is running (workflow \`${monitorWorkflowId(model)}\`); start it with \`temporal-retrain monitor start <file>\``,
    { cause, model }
  );
}

function codeOf(cause: Error | undefined): { code?: string } {
  const code: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return typeof code === 'string' ? { code } : {};
}

function adviceFor(isNowhere: boolean, code: number | undefined): string {
  if (isNowhere) return 'create the namespace, or correct its name (TEMPORAL_NAMESPACE)';
  return isAccessDenied(code)
    ? 'check the credentials and the namespace'
    : 'check that the server is up and the address is right';
}
