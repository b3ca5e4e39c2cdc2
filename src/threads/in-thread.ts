import { startThread } from './start-thread.ts';

/**
 * Has a thread of its own do a task, so that this one stays free, and ends it. The entry finds the task in `workerData`
 * and posts its answer.
 *
 * @throws what the task threw, the signal's reason, or that the thread ended without an answer
 */
export function inThread(entry: URL, task: unknown, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  const thread = startThread(entry, { workerData: task });
  return new Promise((resolve, reject) => {
    const end = (finish: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      thread.removeAllListeners();
      thread.on('error', () => undefined);
      // It need not cooperate: this ends a busy loop too.
      void thread.terminate();
      finish();
    };
    const onAbort = (): void => end(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort, { once: true });
    thread.on('message', (answer) => end(() => resolve(answer)));
    thread.on('error', (error) => end(() => reject(error)));
    thread.on('exit', (code) => end(() => reject(new Error(`The thread ended without an answer, with code ${code}`))));
  });
}
