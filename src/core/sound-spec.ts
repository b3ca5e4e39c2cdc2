import { executionTimeoutOf } from './state/retrain.ts';
import { textBytes } from '../terms/json-bytes.ts';
import type { RetrainSpec } from './state/retrain.ts';

/** Throws unless a server takes what a retrain is run with: names, times and numbers of attempts. */
export function expectSoundSpec(spec: RetrainSpec): void {
  const { name, taskQueue, timeoutMs, heartbeatTimeoutMs, retries, retryIntervalMs } = spec.trainer;
  expectNames([name]);
  if (taskQueue !== undefined) expectTaskQueue(taskQueue);
  expectWholes([executionTimeoutOf(spec), timeoutMs, heartbeatTimeoutMs, retryIntervalMs, retries + 1]);
  if (retries >= mostRetries) throw new RangeError(`expected less than ${mostRetries} retries`);
}

/** Throws unless each is a text that may be a name. */
export function expectNames(values: readonly unknown[]): void {
  for (const value of values) {
    if (typeof value !== 'string') throw new TypeError(`expected a text, got ${kindOf(value)}`);
    if (value.length > longestName)
      throw new RangeError(`expected a text of at most ${longestName} characters, got ${value.length}`);
  }
}

/** Throws unless a server takes each as the id of a workflow, or as the name of a task queue. */
export function expectIds(values: readonly unknown[]): void {
  expectNames(values);
  for (const id of values as string[])
    if (id === '' || textBytes(id) > longestName)
      throw new RangeError(`expected an id of 1 to ${longestName} bytes, got one of ${textBytes(id)}`);
}

/** Throws unless a server takes it as the task queue of an activity. */
export function expectTaskQueue(taskQueue: string): void {
  expectIds([taskQueue]);
  if (taskQueue.startsWith('/_sys/')) throw new TypeError('expected the name of a task queue');
}

/** Throws unless each is a whole number from 1, and no time that a server could not keep. */
export function expectWholes(values: readonly unknown[]): void {
  for (const value of values)
    if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > longestMs)
      throw new TypeError(`expected a whole number from 1 to ${longestMs}, got ${kindOf(value)}`);
}

// --- internal ---

/** The longest id that a server takes, in bytes. */
const longestName = 1_000;
/** A thousand years. */
const longestMs = 1_000 * 366 * 86_400_000;
/** What a server counts attempts with. */
const mostRetries = 2 ** 31 - 1;

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value === 'number' ? String(value) : typeof value;
}
