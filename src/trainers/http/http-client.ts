import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../terms/json.ts';
import { TrainingError } from '../../terms/errors.ts';
import { parseJson } from '../check-result.ts';
import type { CheckedHttpTrainerOptions, HttpCall } from './options.ts';
import { fillTemplate, fillUrl, type TemplateValues } from './template.ts';

export interface Answer {
  status: number;
  /** `null` when the body is empty. */
  body: unknown;
}

export interface CallOptions {
  signal: AbortSignal;
  headers?: Record<string, string>;
  /** Other answers than 2xx that are fine. Their body may be anything. */
  accept?: readonly number[];
  /** Called before each wait for another try, so that the job shows signs of life. */
  onRetry?: (reason: string) => void;
}

/** Calls the service: with time-outs, repeated while it is only the moment that is bad, and never more in memory than allowed. */
export class HttpClient {
  private readonly options: CheckedHttpTrainerOptions;

  constructor(options: CheckedHttpTrainerOptions) {
    this.options = options;
  }

  async call(call: HttpCall, values: TemplateValues, options: CallOptions): Promise<Answer> {
    const url = fillUrl(call.url, values);
    const body = call.body === undefined ? undefined : JSON.stringify(fillTemplate(call.body, values));
    const { retries, retryDelayMs } = this.options;
    for (let tries = 0; ; tries += 1) {
      const result = await this.once(call, url, body, options);
      if (!('error' in result)) return result;
      if (result.error.permanent || tries >= retries) throw result.error;
      options.onRetry?.(result.error.message);
      const waitMs = Math.min(longestWaitMs, result.retryAfterMs ?? retryDelayMs * 2 ** tries);
      await delay(waitMs, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
    }
  }

  private async once(
    call: HttpCall,
    url: string,
    body: string | undefined,
    options: CallOptions
  ): Promise<Answer | Failure> {
    options.signal.throwIfAborted();
    const where = `${call.method} ${withoutSecrets(url)}`;
    try {
      const response = await fetch(url, {
        method: call.method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...this.options.headers,
          ...call.headers,
          ...options.headers,
        },
        body,
        // A redirect could carry the authorization to another host.
        redirect: 'manual',
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(this.options.requestTimeoutMs)]),
      });
      const text = await this.read(response, where);
      if (options.accept?.includes(response.status)) return { status: response.status, body: jsonOrNull(text) };
      if (!response.ok) return refused(where, response, text);
      return { status: response.status, body: text === '' ? null : parseJson(text, where) };
    } catch (error) {
      options.signal.throwIfAborted();
      if (error instanceof TrainingError) return { error };
      return { error: new TrainingError(`${where} failed: ${describe(error)}`, { cause: error }) };
    }
  }

  private async read(response: Response, where: string): Promise<string> {
    const limit = this.options.maximumAnswerBytes;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).byteLength;
      // Leaving the loop also closes the connection.
      if (bytes > limit)
        throw new TrainingError(`Expected ${where} to answer at most ${limit} bytes, it sends more`, {
          permanent: true,
        });
      chunks.push(chunk as Uint8Array);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

// --- internal ---

interface Failure {
  error: TrainingError;
  retryAfterMs?: number;
}

const longestWaitMs = 60_000;

/** Timeout, too early, too many requests: like 5xx, the same call may succeed later. */
const passing = new Set([408, 425, 429]);

function refused(where: string, response: Response, text: string): Failure {
  const { status } = response;
  const permanent = status < 500 && !passing.has(status);
  const said = text.trim().slice(0, 200);
  const error = new TrainingError(`Expected ${where} to answer 2xx, got ${status}${said && `: ${said}`}`, {
    permanent,
  });
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? { error, retryAfterMs: seconds * 1000 } : { error };
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
}

function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function jsonOrNull(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
