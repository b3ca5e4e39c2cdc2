import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs a registry call that ends as soon as its caller no longer waits for it. */
export function withCallSignal<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return signals.run(signal, call);
}

/** The caller's signal; absent if there is none. */
export function callSignal(): AbortSignal | undefined {
  return signals.getStore();
}

// --- internal ---

const signals = new AsyncLocalStorage<AbortSignal>();
