import type { Client } from '@temporalio/client';

export interface ScriptedTemporal {
  client: Client;
  /** What the server was asked, in order. */
  asked: string[];
  /** Deadlines under which it was asked, epoch milliseconds. */
  deadlines: number[];
  /** Signals that could end a call. */
  signals: AbortSignal[];
}

/** A client of a server that turns every kill switch, or hangs where it is told to. */
export function scriptedTemporal({
  start = () => Promise.resolve(),
  terminate = () => Promise.resolve(),
  nudge = () => Promise.resolve(),
  page = () => Promise.resolve(),
  atDeadline,
}: {
  start?: () => Promise<void>;
  terminate?: () => Promise<void>;
  nudge?: () => Promise<void>;
  /** What each page of a list of nothing waits for. */
  page?: () => Promise<void>;
  /** The deadline of every call passes at once, with this error. */
  atDeadline?: () => Error;
} = {}): ScriptedTemporal {
  const asked: string[] = [];
  const deadlines: number[] = [];
  const signals: AbortSignal[] = [];
  const ask = <T>(name: string, answer: T): T => {
    asked.push(name);
    return answer;
  };
  const client = {
    options: { namespace: 'default' },
    withDeadline: <T>(until: number, call: () => Promise<T>): Promise<T> => {
      deadlines.push(until);
      return atDeadline ? Promise.race([call(), Promise.reject<T>(atDeadline())]) : call();
    },
    withAbortSignal: <T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
      signals.push(signal);
      return call();
    },
    workflow: {
      start: () => ask('start', start()),
      list: async function* (): AsyncGenerator<void> {
        yield await ask('list', page());
      },
      count: (query: string) => ask(query, Promise.resolve({ count: 3 })),
      getHandle: () => ({
        terminate: () => ask('terminate', terminate()),
        describe: () => ask('describe', Promise.resolve({ status: { name: 'RUNNING' } })),
      }),
    },
    workflowService: { startBatchOperation: () => ask('nudge', nudge()) },
  } as unknown as Client;
  return { client, asked, deadlines, signals };
}
