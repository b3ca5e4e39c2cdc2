/**
 * Base of every error that this package throws on purpose. `name` is the stable type: it survives a Temporal failure,
 * where `instanceof` does not. `message` names the subject, the value, what was expected and the next step.
 */
export class RetrainError extends Error {
  override readonly name: string = 'RetrainError';
  /** Whether a retry can never succeed. */
  readonly permanent: boolean = true;
}

/** A policy, option or argument that cannot be used as given. */
export class ConfigurationError extends RetrainError {
  override readonly name = 'ConfigurationError';
  /** One entry for each fault: where it is and what is wrong there. */
  readonly issues: ConfigurationIssue[];

  constructor(message: string, options: ErrorOptions & { issues?: ConfigurationIssue[] } = {}) {
    super(message, options);
    this.issues = options.issues ?? [];
  }
}

export interface ConfigurationIssue {
  /** Path of the field, `metrics.accuracy.detectors[0].alpha`. */
  field: string;
  /** What was expected, what came, what to do. */
  message: string;
}

/** A training or evaluation job that could not be started, or that failed; retried unless `permanent`. */
export class TrainingError extends RetrainError {
  override readonly name = 'TrainingError';
  override readonly permanent: boolean;
  /** Whether every other trial of a study would fail in the same way, as without rows: the study then ends at once. */
  readonly everyTrial: boolean;

  constructor(message: string, options: ErrorOptions & { permanent?: boolean; everyTrial?: boolean } = {}) {
    super(message, options);
    this.everyTrial = options.everyTrial ?? false;
    this.permanent = options.permanent ?? this.everyTrial;
  }
}

/** The model registry refused, is broken, or could not be reached; retried unless `permanent`. */
export class RegistryError extends RetrainError {
  override readonly name = 'RegistryError';
  override readonly permanent: boolean;

  constructor(message: string, options: ErrorOptions & { permanent?: boolean } = {}) {
    super(message, options);
    this.permanent = options.permanent ?? false;
  }
}

/** A source of metrics does not answer, or refuses a query; `permanent`: asking again cannot help. */
export class SourceError extends RetrainError {
  override readonly name = 'SourceError';
  override readonly permanent: boolean;

  constructor(message: string, options: ErrorOptions & { permanent?: boolean } = {}) {
    super(message, options);
    this.permanent = options.permanent ?? false;
  }
}

/** No Temporal server answers where one was expected; the message lists what was tried. */
export class ServerUnavailableError extends RetrainError {
  override readonly name = 'ServerUnavailableError';
  override readonly permanent = false;
}

/**
 * The server is there, but no worker answers: none polls the task queue, or the one that does is busy, stuck or gone.
 * Nothing that was asked for is done later.
 */
export class NoWorkerError extends RetrainError {
  override readonly name = 'NoWorkerError';
  override readonly permanent = false;
  /** The task queue that a worker has to poll. */
  readonly taskQueue: string;

  constructor(message: string, taskQueue: string, options?: ErrorOptions) {
    super(message, options);
    this.taskQueue = taskQueue;
  }
}

/** The monitor asked for is not running. */
export class MonitorNotFoundError extends RetrainError {
  override readonly name = 'MonitorNotFoundError';
  /** The model that was asked for. */
  readonly model: string | undefined;

  constructor(message: string, options: ErrorOptions & { model?: string } = {}) {
    super(message, options);
    this.model = options.model;
  }
}

/** The registry has no such version of the model, or none that serves. */
export class VersionNotFoundError extends RetrainError {
  override readonly name = 'VersionNotFoundError';
}

/** A command that the monitor understood and refused, with its reason. */
export class CommandRejectedError extends RetrainError {
  override readonly name = 'CommandRejectedError';
  /** The reason for programs, if the monitor gives one: `by-nobody`, `already-approved`, `timed-out`, … */
  readonly code: string | undefined;

  constructor(message: string, options: ErrorOptions & { code?: string } = {}) {
    super(message, options);
    this.code = options.code;
  }
}

/** A metric that cannot be recorded as given. What was accepted before stays. */
export class InvalidMetricError extends RetrainError {
  override readonly name = 'InvalidMetricError';
}

/** The publisher's buffer is full, and the caller does not want to wait longer. */
export class BackPressureError extends RetrainError {
  override readonly name = 'BackPressureError';
  override readonly permanent = false;
}

/**
 * The folder that keeps observations until they are delivered cannot be read or written. What was accepted before
 * stays.
 */
export class SpoolError extends RetrainError {
  override readonly name = 'SpoolError';
  override readonly permanent = false;
}

/** A notifier's receiver did not accept a delivery; retried, and given up after hours. */
export class NotificationError extends RetrainError {
  override readonly name = 'NotificationError';
  /** How long to wait before the next attempt, in ms, if the receiver says so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A monitor that cannot continue and could not be repaired. */
export class RepairError extends RetrainError {
  override readonly name = 'RepairError';
  override readonly permanent = false;
}

/** A notifier name that is already taken. */
export class DuplicateNotifierError extends RetrainError {
  override readonly name = 'DuplicateNotifierError';
}

/** A notifier name that is not registered. */
export class NotifierNotFoundError extends RetrainError {
  override readonly name = 'NotifierNotFoundError';
}

/** The errors of this package by name. */
export interface RetrainErrors {
  BackPressureError: BackPressureError;
  CommandRejectedError: CommandRejectedError;
  ConfigurationError: ConfigurationError;
  DuplicateNotifierError: DuplicateNotifierError;
  InvalidMetricError: InvalidMetricError;
  MonitorNotFoundError: MonitorNotFoundError;
  NoWorkerError: NoWorkerError;
  NotificationError: NotificationError;
  NotifierNotFoundError: NotifierNotFoundError;
  RegistryError: RegistryError;
  RetrainError: RetrainError;
  ServerUnavailableError: ServerUnavailableError;
  SourceError: SourceError;
  TrainingError: TrainingError;
  VersionNotFoundError: VersionNotFoundError;
}

/**
 * Whether a value is an error of that name, even if `instanceof` fails: from another copy of this package or another
 * realm, or as a Temporal failure (with the name as the `type` of one of its causes).
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(isRetrainError(new MonitorNotFoundError('gone'), 'MonitorNotFoundError')).toBe(true);
 * expect(isRetrainError({ cause: { type: 'RegistryError' } }, 'RegistryError')).toBe(true);
 * expect(isRetrainError(new TypeError('x'), 'RegistryError')).toBe(false);
 * ```
 */
export function isRetrainError<N extends keyof RetrainErrors>(error: unknown, name: N): error is RetrainErrors[N] {
  let one = error;
  for (let depth = 0; depth < maxCauses && typeof one === 'object' && one !== null; depth++) {
    const { name: its, type, cause } = one as { name?: unknown; type?: unknown; cause?: unknown };
    if (its === name || type === name) return true;
    one = cause;
  }
  return false;
}

// --- internal ---

const maxCauses = 10;
