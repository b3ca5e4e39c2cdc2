import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../../terms/json.ts';
import { TrainingError } from '../../terms/errors.ts';
import { AnswerTooLongError, request, type HttpAnswer } from '../../http/request.ts';
import { retryAfterMs, shortText } from '../../http/answer.ts';
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
  /** Status codes other than 2xx that are fine. Their body may be anything. */
  accept?: readonly number[];
  /** Called before each wait for another try, so that the job shows signs of life. */
  onRetry?: (reason: string) => void;
}

/** Calls the service with time-outs and bounded memory, and repeats calls that failed only for the moment. */
export class HttpClient {
  private readonly options: CheckedHttpTrainerOptions;

  constructor(options: CheckedHttpTrainerOptions) {
    this.options = options;
  }

  async call(call: HttpCall, values: TemplateValues, options: CallOptions): Promise<Answer> {
    const url = fillUrl(call.url, values);
    const body = call.body === undefined ? undefined : JSON.stringify(fillTemplate(call.body, values));
    const { retries, retryDelayMs } = this.options;
    for (let tries = 0; ; tries++) {
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
    const { requestTimeoutMs: timeoutMs, maximumAnswerBytes: maxBytes } = this.options;
    try {
      const answer = await request({
        method: call.method,
        url: new URL(url),
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...this.options.headers,
          ...call.headers,
          ...options.headers,
        },
        body,
        timeoutMs,
        signal: options.signal,
        maxBytes,
      });
      const { status, text } = answer;
      if (options.accept?.includes(status)) return { status, body: jsonOrNull(text) };
      if (status < 200 || status > 299) return refused(where, answer);
      return { status, body: text === '' ? null : parseJson(text, where) };
    } catch (error) {
      options.signal.throwIfAborted();
      if (error instanceof TrainingError) return { error };
      if (error instanceof AnswerTooLongError)
        return {
          error: new TrainingError(`Expected ${where} to answer with at most ${maxBytes} bytes, got more`, {
            permanent: true,
          }),
        };
      return { error: new TrainingError(`${where} failed: ${(error as Error).message}`, { cause: error }) };
    }
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

function refused(where: string, { status, text, headers }: HttpAnswer): Failure {
  const permanent = status < 500 && !passing.has(status);
  const said = shortText(text);
  const error = new TrainingError(`Expected ${where} to answer 2xx, got ${status}${said && `: ${said}`}`, {
    permanent,
  });
  const waitMs = retryAfterMs(headers['retry-after'], Date.now());
  return waitMs === undefined ? { error } : { error, retryAfterMs: waitMs };
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
