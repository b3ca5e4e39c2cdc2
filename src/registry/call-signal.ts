import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs a call of a registry that is given up as soon as whoever asked no longer waits for it. */
export function withCallSignal<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return signals.run(signal, call);
}

/** The signal of whoever asked; absent where nobody has given one. */
export function callSignal(): AbortSignal | undefined {
  return signals.getStore();
}

// --- internal ---

const signals = new AsyncLocalStorage<AbortSignal>();
