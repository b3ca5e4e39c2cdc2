import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { ConfigurationError, RegistryError } from '../../terms/errors.ts';
import { AnswerTooLongError, request, type HttpAnswer } from '../../http/request.ts';
import { retryAfterMs, shortText } from '../../http/answer.ts';
import { callSignal } from '../call-signal.ts';
import { parseObject, readErrorReply } from './error-reply.ts';
import { shownAddress } from '../../terms/shown-address.ts';

export interface MlflowConnection {
  /** Address of the tracking server, with its path prefix if it has one: `https://mlflow.example/prefix`. */
  url: string;
  /** Sent as `Authorization: Bearer …`. @default none */
  token?: string;
  /** Sent as HTTP basic authentication. @default none */
  username?: string;
  /** Goes with `username`. @default an empty one */
  password?: string;
  /** More headers for every request, for a gateway in between. @default {} */
  headers?: Record<string, string>;
  /** Limit for one request, from its start to the end of the reply. @default 10000 */
  timeoutMs?: number;
  /** How often to try a repeatable request before the call fails for now. @default 4 */
  attempts?: number;
  /** Pause before the second try; doubles each time, unless `Retry-After` gives another. @default 200 */
  pauseMs?: number;
}

export interface Call<T> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/2.0/mlflow/`. */
  path: string;
  /** Query of a GET, otherwise the body. */
  fields: Record<string, unknown>;
  reply: z.ZodType<T>;
  /** A request that creates something must not be repeated blindly: perhaps only its reply was lost. */
  once?: boolean;
}

/** A request that the server refused, with MLflow's own code. */
export class MlflowRefusal extends RegistryError {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message, { permanent: true });
    this.code = code;
  }
}

/** A reply beyond the size limit; the caller may ask for less at a time. */
export class ReplyTooLong extends RegistryError {}

/** JSON over HTTP to one MLflow server. Errors are `RegistryError`, permanent if only a person can help. */
export class MlflowTransport {
  readonly address: string;
  private readonly headers: Record<string, string>;
  private readonly timeoutMs: number;
  private readonly attempts: number;
  private readonly pauseMs: number;

  constructor(connection: MlflowConnection) {
    this.address = checkAddress(connection.url);
    this.headers = { ...connection.headers, ...authorization(connection) };
    this.timeoutMs = connection.timeoutMs ?? 10_000;
    this.attempts = connection.attempts ?? 4;
    this.pauseMs = connection.pauseMs ?? 200;
  }

  async call<T>(call: Call<T>): Promise<T> {
    const query = call.method === 'GET' ? `?${toQuery(call.fields).toString()}` : '';
    const body = call.method === 'GET' ? undefined : JSON.stringify(call.fields);
    const headers = { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) };
    const init = { method: call.method, headers, body };
    return this.retried(call.once === true, async () => {
      const text = await this.fetch(call.path, `/api/2.0/mlflow/${call.path}${query}`, init);
      return this.parse(call, text);
    });
  }

  /** Uploads a file through the server's artifact proxy. */
  async upload(path: string, bytes: Uint8Array): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const init = { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: bytes };
    await this.retried(false, () => this.fetch('artifacts', `/api/2.0/mlflow-artifacts/artifacts/${encoded}`, init));
  }

  /** Waits before the next try; longer each time, with jitter so that processes do not retry in step. */
  async pause(attempt: number, atLeastMs = 0): Promise<void> {
    const ms = Math.max(atLeastMs, this.pauseMs * 2 ** (attempt - 1));
    const signal = callSignal();
    await sleep(Math.min(ms, longestPauseMs) * (1 + Math.random() / 2), undefined, signal ? { signal } : {});
  }

  private async retried<T>(once: boolean, request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++)
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        const isFutile = once || error.permanent || error instanceof ReplyTooLong || callSignal()?.aborted === true;
        if (isFutile || attempt >= this.attempts) throw error;
        await this.pause(attempt, error instanceof Throttled ? error.afterMs : undefined);
      }
  }

  private async fetch(what: string, path: string, init: Init): Promise<string> {
    const signal = callSignal();
    const answer = await request({
      ...init,
      url: new URL(this.address + path),
      headers: { ...init.headers, ...this.headers },
      timeoutMs: this.timeoutMs,
      maxBytes: longestReply,
      ...(signal ? { signal } : {}),
    }).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message || cause.name : String(cause);
      if (cause instanceof AnswerTooLongError) throw new ReplyTooLong(`${this.subject(what)}: ${why}`);
      throw this.failure(what, `${why}; is it running and reachable?`, { cause });
    });
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    throw this.refusal(what, answer);
  }

  private refusal(what: string, { status, headers, text }: HttpAnswer): RegistryError {
    const { code, message } = readErrorReply(text);
    if (status === 429 || status === 503) {
      const afterMs = retryAfterMs(headers['retry-after'], Date.now()) || defaultPauseMs;
      return new Throttled(`${this.subject(what)}: HTTP ${status}, ${message}`, afterMs);
    }
    if (status === 408 || status >= 500) return this.failure(what, `HTTP ${status}, ${message}`);
    if (status === 401 || status === 403)
      return this.failure(what, `HTTP ${status}, ${message}; check the token or password and its rights`, {
        permanent: true,
      });
    if (status >= 300 && status < 400)
      return this.failure(
        what,
        `HTTP ${status} to ${shortText(headers.location ?? 'nowhere')}; give that address as \`url\` if you trust it`,
        { permanent: true }
      );
    // Not MLflow's message: something in between answers, or the reply was cut off.
    if (code === undefined)
      return this.failure(what, `HTTP ${status}, ${message}; is \`url\` the address of an MLflow server?`);
    // MLflow reports its database's error as a bad request: two writers collided, and one may simply try again.
    if (code === 'BAD_REQUEST' && databaseErrors.test(message))
      return this.failure(what, `HTTP ${status}, the server's database refused for now: ${shortText(message, 120)}`);
    return new MlflowRefusal(`${this.subject(what)}: HTTP ${status} ${code}, ${message}`, code);
  }

  private parse<T>(call: Call<T>, text: string): T {
    const json = parseObject(text);
    if (json === undefined)
      throw this.failure(
        call.path,
        `expected JSON, got \`${shortText(text, 120)}\`; check whether a proxy or login page answers there`
      );
    const parsed = call.reply.safeParse(json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw this.failure(call.path, `unexpected reply, field \`${issue?.path.join('.')}\`: ${issue?.message}`);
  }

  private failure(what: string, how: string, options: ErrorOptions & { permanent?: boolean } = {}): RegistryError {
    return new RegistryError(`${this.subject(what)}: ${how}`, options);
  }

  private subject(what: string): string {
    return `MLflow server \`${this.address}\` failed at \`${what}\``;
  }
}

// --- internal ---

interface Init {
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
}

class Throttled extends RegistryError {
  readonly afterMs: number;

  constructor(message: string, afterMs: number) {
    super(message, { permanent: false });
    this.afterMs = afterMs;
  }
}

/** A reply must not fill the memory; a longer page of versions is requested in parts. */
const longestReply = 8 * 1024 * 1024;
const longestPauseMs = 10_000;
/** If a busy server does not say when to come back. */
const defaultPauseMs = 500;
/** SQLAlchemy's name for a collision of two transactions, with any database. */
const databaseErrors = /IntegrityError|UniqueViolation|OperationalError|Deadlock|could not serialize|StaleDataError/i;

function checkAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!usable)
    throw new ConfigurationError(
      `Expected the url of the MLflow server to be like \`https://mlflow.example\`, without credentials or query, got \`${shownAddress(text)}\``
    );
  return url.href.replace(/\/+$/, '');
}

function authorization({ token, username, password }: MlflowConnection): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

function toQuery(fields: Record<string, unknown>): URLSearchParams {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
}
