import { maxBatchObservations } from '../../core/wire/batch.ts';
import type { Tracing } from '../../tracing/tracing.ts';
import type { SpoolOptions } from './spool/spool-options.ts';
import { ConfigurationError, type ConfigurationIssue } from '../../terms/errors.ts';

/**
 * How observations are batched, buffered and resent. The defaults suit most services.
 *
 * @example
 * ```ts
 * const client = await MonitorClient.connect({ publisher: { lingerMs: 1000 } });
 * ```
 */
export interface PublisherOptions {
  /** Most observations in a batch; this many are sent without waiting. Maximum: 20,000. @default 1000 */
  batchSize?: number;
  /** How long an observation may wait for others to share its batch. @default 200 */
  lingerMs?: number;
  /** Most observations of a monitor that are accepted and not yet delivered. @default 1024, and 100000 with a spool */
  capacity?: number;
  /** How long `recordAsync` waits for room. @default 10000 */
  maxWaitMs?: number;
  /** How long a batch is resent before it is reported as undeliverable; it is kept and retried later. @default 60000 */
  retryForMs?: number;
  /** Pause before undeliverable batches are retried. @default 30000 */
  stallMs?: number;
  /** Most batches between two questions to the server about the monitor's backlog. @default 50 */
  probeEvery?: number;
  /** Unprocessed history events beyond which nothing is sent until there are fewer. @default 1000 */
  maxBacklog?: number;
  /**
   * Bytes of a monitor's history beyond which nothing is sent until a worker has rolled it over. The server ends a run
   * at 50 MiB; the rest is for other publishers, which do not know each other. @default 20 MiB
   */
  maxHistoryBytes?: number;
  /**
   * Names the sender in the histories; processes that use the same name are still told apart.
   * @default made of host, process and a random part
   */
  source?: string;
  /** Keeps what is accepted on disk until it is delivered, even after the process ends. @default memory only */
  spool?: SpoolOptions;
  /** Goes on with the traces in which observations are recorded. @default none */
  tracing?: Tracing;
  /** Called when batches cannot be delivered. @default a process warning */
  onError?: (failure: DeliveryFailure) => void;
}

/** Reported once when deliveries to a monitor begin to fail. Nothing is lost at that point. */
export interface DeliveryFailure {
  model: string;
  error: Error;
  /** Observations that are kept. */
  observations: number;
}

type NotNumbers = 'source' | 'spool' | 'tracing' | 'onError';

export type ResolvedPublisherOptions = Required<Omit<PublisherOptions, NotNumbers>> &
  Pick<PublisherOptions, NotNumbers>;

/** @throws ConfigurationError that names every option that cannot be used */
export function resolvePublisherOptions(options: PublisherOptions = {}): ResolvedPublisherOptions {
  const resolved = { ...defaults, ...(options.spool ? { capacity: 100_000 } : {}), ...withoutUndefined(options) };
  const issues = (Object.keys(limits) as (keyof typeof limits)[]).flatMap((field): ConfigurationIssue[] => {
    const [min, max] = limits[field];
    const value: unknown = resolved[field];
    if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return [];
    return [
      { field, message: `Expected \`${field}\` to be a whole number from ${min} to ${max}, got ${String(value)}` },
    ];
  });
  if (issues.length > 0) throw new ConfigurationError(issues.map(({ message }) => message).join('; '), { issues });
  // A batch that is larger than the buffer could never fill up: it would always wait for its linger.
  return { ...resolved, batchSize: Math.min(resolved.batchSize, resolved.capacity) };
}

// --- internal ---

const mebibyte = 1024 * 1024;

const defaults = {
  batchSize: 1_000,
  lingerMs: 200,
  capacity: 1_024,
  maxWaitMs: 10_000,
  retryForMs: 60_000,
  stallMs: 30_000,
  probeEvery: 50,
  maxBacklog: 1_000,
  maxHistoryBytes: 20 * mebibyte,
};

const longest = 2 ** 31 - 1;

const limits = {
  batchSize: [1, maxBatchObservations],
  lingerMs: [0, longest],
  capacity: [1, 10_000_000],
  maxWaitMs: [0, longest],
  retryForMs: [0, longest],
  stallMs: [1, longest],
  probeEvery: [1, longest],
  maxBacklog: [1, longest],
  // A run is rolled over from 4 MiB on; a smaller limit might never be met.
  maxHistoryBytes: [6 * mebibyte, 30 * mebibyte],
} as const;

function withoutUndefined(options: PublisherOptions): PublisherOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
