import { setMaxListeners } from 'node:events';
import type { Client, ConnectionOptions, defaultGrpcRetryOptions } from '@temporalio/client';
import { grpcCodes } from '../../server/grpc-status.ts';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;
type Metadata = Parameters<Call['start']>[0];
type Listener = Partial<NonNullable<Parameters<Call['start']>[1]>>;
type Status = Parameters<NonNullable<Listener['onReceiveStatus']>>[0];

/**
 * Makes calls of the server that end, cancelled, once the signal is aborted. To be used instead of the SDK's
 * `withAbortSignal`: that (1.24) listens at the signal once for each call and never stops, until Node warns of a leak.
 */
export async function cancelledBy<T>(
  client: Pick<Client, 'withAbortSignal'>,
  signal: AbortSignal,
  calls: () => Promise<T>
): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const abort = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await client.withAbortSignal(own.signal, calls);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** When a call that has failed is made again, and how long after. */
export type Retries = ReturnType<typeof defaultGrpcRetryOptions>;

/** The calls of a connection that are to be made again; once it was closed, at once, as they fail there. */
export class CallsToMake {
  private readonly waiting = new Set<() => void>();
  private isClosed = false;

  later(call: () => void, delayMs: number): { cancel: () => void } {
    if (this.isClosed) {
      const soon = setImmediate(call);
      return { cancel: () => clearImmediate(soon) };
    }
    const timer = setTimeout(() => end(), delayMs);
    const cancel = (): void => {
      clearTimeout(timer);
      this.waiting.delete(end);
    };
    const end = (): void => {
      cancel();
      call();
    };
    this.waiting.add(end);
    return { cancel };
  }

  /** No timer keeps the process alive. */
  close(): void {
    this.isClosed = true;
    for (const end of this.waiting) end();
  }
}

/**
 * Makes a call that has failed again. The SDK (1.24) has the same, from a timer that keeps the process alive: it lets
 * nobody end it, and it calls on a connection that was closed meanwhile, where gRPC throws and nobody catches. Here
 * whoever cancels the call ends it, between two attempts and in any of them, and a closed connection is a failure.
 */
export function attempts(retries: Retries, calls: CallsToMake): Interceptor {
  return (options, nextCall) => {
    const next = (): Pick<Call, keyof Call> => {
      try {
        return nextCall(options);
      } catch (error) {
        return failedCall(error instanceof Error ? error.message : String(error)) as Call;
      }
    };
    return new Attempts(next, retries, calls) as unknown as Call;
  };
}

// --- internal ---

/** As much of gRPC's call as a caller uses; its class cannot be made without a channel. */
class Attempts {
  private readonly next: () => Pick<Call, keyof Call>;
  private readonly retries: Retries;
  private readonly calls: CallsToMake;
  private current: Pick<Call, keyof Call>;
  private attempt = 1;
  private message: unknown;
  private metadata: Metadata | undefined;
  private listener: Listener = {};
  private isCancelled = false;
  private timer: { cancel: () => void } | undefined;

  constructor(next: () => Pick<Call, keyof Call>, retries: Retries, calls: CallsToMake) {
    this.next = next;
    this.retries = retries;
    this.calls = calls;
    this.current = next();
  }

  start(metadata: Metadata, listener: Listener = {}): void {
    this.metadata = metadata;
    this.listener = listener;
    this.begin(metadata);
  }

  sendMessage(message: unknown): void {
    this.message = message;
    this.current.sendMessage(message);
  }

  sendMessageWithContext(context: Parameters<Call['sendMessageWithContext']>[0], message: unknown): void {
    this.message = message;
    this.current.sendMessageWithContext(context, message);
  }

  startRead(): void {
    this.current.startRead();
  }

  halfClose(): void {
    this.current.halfClose();
  }

  cancelWithStatus(code: Status['code'], details: string): void {
    this.isCancelled = true;
    if (this.timer === undefined) return this.current.cancelWithStatus(code, details);
    this.timer.cancel();
    this.timer = undefined;
    const { metadata } = this;
    if (metadata) queueMicrotask(() => this.end(null, { code, details, metadata }));
  }

  getPeer(): string {
    return this.current.getPeer();
  }

  getAuthContext(): ReturnType<Call['getAuthContext']> {
    return this.current.getAuthContext();
  }

  private begin(metadata: Metadata): void {
    let answer: unknown = null;
    this.current.start(metadata, {
      onReceiveMetadata: (received) => this.listener.onReceiveMetadata?.(received),
      onReceiveMessage: (received: unknown) => (answer = received),
      onReceiveStatus: (status) => {
        if (this.isCancelled || !this.retries.retryableDecider(this.attempt, status)) return this.end(answer, status);
        this.timer = this.calls.later(() => this.again(metadata), this.retries.delayFunction(this.attempt, status));
      },
    });
  }

  private again(metadata: Metadata): void {
    this.timer = undefined;
    this.attempt += 1;
    this.current = this.next();
    this.begin(metadata);
    this.current.sendMessage(this.message);
    this.current.halfClose();
  }

  private end(answer: unknown, status: Status): void {
    this.listener.onReceiveMessage?.(answer);
    this.listener.onReceiveStatus?.(status);
  }
}

/** A call on a connection that was closed. */
function failedCall(details: string): Partial<Call> {
  const nothing = (): void => undefined;
  return {
    start(metadata: Metadata, listener?: Listener): void {
      queueMicrotask(() => {
        listener?.onReceiveMessage?.(null);
        // Not sent again at once, and no answer that came too late.
        listener?.onReceiveStatus?.({ code: grpcCodes.internal, details, metadata });
      });
    },
    sendMessage: nothing,
    sendMessageWithContext: nothing,
    startRead: nothing,
    halfClose: nothing,
    cancelWithStatus: nothing,
    getPeer: () => 'nobody',
    getAuthContext: () => null,
  };
}
