import {
  isGrpcServiceError,
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
import { monitorWorkflowId } from '../terms/model-id.ts';
import type { Verdict } from './publish/sender.ts';

/** Turns the failure of a call about a monitor into an error that its caller understands. */
export function translate(model: string, what: string, error: unknown): Error {
  if (error instanceof RetrainError) return error;
  if (error instanceof WorkflowNotFoundError) return notFound(model, error);
  if (error instanceof WorkflowUpdateFailedError)
    return new CommandRejectedError(error.cause?.message ?? error.message, { cause: error, ...codeOf(error.cause) });
  if (error instanceof QueryNotRegisteredError)
    return new ServerUnavailableError(
      `${what} of \`${model}\` failed: the worker does not know it (${error.message}); run the same version of temporal-retrain in worker and client`,
      { cause: error }
    );
  const grpc = grpcOf(error);
  const isLate = grpc?.code === codes.deadlineExceeded || grpc?.code === codes.cancelled;
  if (isLate || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new ServerUnavailableError(
      `${what} of \`${model}\` was not answered in time: check that a worker polls the monitor's task queue; a command may still be carried out later`,
      { cause: error }
    );
  if (grpc && isAboutAttributes.test(grpc.details))
    return new ConfigurationError(
      `${what} of \`${model}\` failed: ${grpc.details}; create the search attributes with \`ensureSearchAttributes\`, or set \`searchAttributes: false\``,
      { cause: error }
    );
  return new ServerUnavailableError(`${what} of \`${model}\` failed: ${textOf(error)}; ${adviceFor(grpc?.code)}`, {
    cause: error,
  });
}

/** Whether a translated error says that the namespace lacks search attributes. */
export function lacksSearchAttributes(error: unknown): boolean {
  return error instanceof ConfigurationError && isAboutAttributes.test(grpcOf(error.cause)?.details ?? '');
}

/** Whether to resend an unconfirmed batch at once: always, unless the answer says that it cannot succeed. */
export function judgeDelivery(model: string, error: unknown): Verdict {
  if (error instanceof RetrainError) return { retry: !error.permanent, error };
  if (error instanceof WorkflowNotFoundError) return { retry: false, error: notFound(model, error) };
  const grpc = grpcOf(error);
  const isFull = grpc !== undefined && /exceeded workflow execution limit/i.test(grpc.details);
  const retry = grpc === undefined || isFull || !finalCodes.has(grpc.code);
  const advice = isFull ? 'wait until its worker has caught up' : adviceFor(grpc?.code);
  const message = `Delivering metrics of \`${model}\` failed: ${textOf(error)}; they are kept; ${advice}`;
  return { retry, error: new ServerUnavailableError(message, { cause: error }) };
}

// --- internal ---

const isAboutAttributes = /search attribute/i;

const codes = { cancelled: 1, deadlineExceeded: 4, permissionDenied: 7, unauthenticated: 16 } as const;

/** INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED. */
const finalCodes: ReadonlySet<number> = new Set([3, 5, codes.permissionDenied, 9, 12, codes.unauthenticated]);

function notFound(model: string, cause: Error): MonitorNotFoundError {
  return new MonitorNotFoundError(
    `No monitor of \`${model}\` is running (workflow \`${monitorWorkflowId(model)}\`); start it with \`ensure\` or \`temporal-retrain monitor start\``,
    { cause }
  );
}

function grpcOf(error: unknown): { code: number; details: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (isGrpcServiceError(at)) return { code: at.code, details: at.details ?? at.message };
  return undefined;
}

function codeOf(cause: Error | undefined): { code?: string } {
  const code: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return typeof code === 'string' ? { code } : {};
}

function textOf(error: unknown): string {
  return grpcOf(error)?.details ?? (error instanceof Error ? error.message : String(error));
}

function adviceFor(code: number | undefined): string {
  const isAccess = code === codes.permissionDenied || code === codes.unauthenticated;
  return isAccess ? 'check the credentials and the namespace' : 'check that the server is up and the address is right';
}
