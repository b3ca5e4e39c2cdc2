import { z } from 'zod';
import type { Json } from '../../terms/json.ts';
import { optionsError } from '../option-faults.ts';

const json = z.json() as z.ZodType<Json>;
const milliseconds = z.number().min(1);
const headers = z.record(z.string(), z.string());
const path = z.string().min(1);

const call = (method: 'GET' | 'POST' | 'DELETE') =>
  z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default(method),
    /**
     * Template over `request`, `action`, `key`, `name` (the key as a DNS label) and, but for `submit`, `job` (its id).
     */
    url: z.string().regex(/^https?:\/\/[^/{]+/, 'Expected an http or https URL whose host is not a placeholder'),
    /** JSON template over the same; in `submit` also `checkpoint`, that of the last attempt's job or null. */
    body: json.optional(),
    headers: headers.default({}),
  });

/** The values at a path of the poll's answer that mean this state. */
const sign = z.strictObject({ path, in: z.array(json).min(1) });

/** How to run one kind of job (training, evaluation) on the service. */
const jobSchema = z.strictObject({
  submit: call('POST'),
  /** Template for the id of the job, of the answer to `submit` (`response`) or of what was sent (`key`). */
  job: z.string().default('{{response.id}}'),
  /** Answers to `submit` that mean: this key was submitted before. */
  alreadySubmitted: z.array(z.int()).default([409]),
  poll: call('GET').extend({ everyMs: milliseconds.default(5000) }),
  cancel: call('DELETE').optional(),
  succeeded: sign.default({ path: 'state', in: ['succeeded', 'success'] }),
  failed: sign.default({ path: 'state', in: ['failed', 'cancelled', 'upstream_failed'] }),
  /** For a failed job: the sign that no retry can help. */
  permanent: sign.default({ path: 'permanent', in: [true] }),
  /** Path of the text that says why a job failed. */
  error: path.default('error'),
  progress: z
    .strictObject({
      fraction: path.default('progress.fraction'),
      message: path.default('progress.message'),
      score: path.default('progress.score'),
      checkpoint: path.default('progress.checkpoint'),
    })
    .prefault({}),
  /** Where the result is: in the last answer of the poll, or in one of its own. A text there is read as JSON. */
  result: z.strictObject({ fetch: call('GET').optional(), path: z.string().default('result') }).prefault({}),
});

const httpTrainerOptionsSchema = z.strictObject({
  /** Name that policies use. @default 'http' */
  name: z.string().min(1).default('http'),
  train: jobSchema,
  evaluate: jobSchema,
  /** Sent with every call: authorization, for one. @default {} */
  headers: headers.default({}),
  /**
   * Header that carries the key which makes a repeated `submit` harmless; also in templates as `{{key}}`.
   * @default 'Idempotency-Key'
   */
  idempotencyHeader: z.string().min(1).default('Idempotency-Key'),
  /**
   * Beginnings of the URIs an artifact may have; a trailing slash keeps `/models-old` out of `/models`. @default any
   */
  artifactRoots: z.array(z.url()).min(1).optional(),
  /** Longest time of a job. @default a day */
  timeoutMs: milliseconds.default(24 * 3_600_000),
  /** Longest time of a call. @default 30000 */
  requestTimeoutMs: milliseconds.default(30_000),
  /**
   * Calls that failed for the moment (network, 408, 425, 429, 5xx) are repeated this often, with growing pauses.
   * @default 5
   */
  retries: z.int().min(0).max(20).default(5),
  /** The first of these pauses; each is twice the one before, unless the service gives another. @default 500 */
  retryDelayMs: milliseconds.default(500),
  /** A longer answer is refused. @default 32 MiB */
  maximumAnswerBytes: z
    .int()
    .min(1)
    .default(32 * 1024 * 1024),
});

/**
 * Where jobs are submitted, polled and cancelled, and where the answers hold what.
 *
 * @example
 * ```ts
 * const job = { submit: { url: 'https://jobs.example/runs' }, poll: { url: 'https://jobs.example/runs/{{job}}' } };
 * createHttpTrainer({ train: job, evaluate: job, headers: { authorization: `Bearer ${token}` } });
 * ```
 */
export type HttpTrainerOptions = z.input<typeof httpTrainerOptionsSchema>;
export type CheckedHttpTrainerOptions = z.output<typeof httpTrainerOptionsSchema>;
export type HttpJob = z.output<typeof jobSchema>;
export type HttpCall = Pick<HttpJob['submit'], 'method' | 'url' | 'body' | 'headers'>;

export function parseHttpTrainerOptions(options: HttpTrainerOptions): CheckedHttpTrainerOptions {
  const result = httpTrainerOptionsSchema.safeParse(options);
  if (result.success) return result.data;
  throw optionsError('the options of the HTTP trainer', result.error, options);
}
