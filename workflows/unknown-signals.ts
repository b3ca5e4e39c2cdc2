import { setDefaultSignalHandler } from '@temporalio/workflow';

/**
 * Takes every signal of a name that nobody has registered, Temporal's own names too. For those the SDK throws as soon
 * as there is a default handler: one `temporal workflow signal --name __temporal_x` would fail every later task of the
 * workflow. Where an SDK keeps its handlers otherwise than today's, there is no default handler at all: such signals
 * are not counted then, and still stop nothing.
 */
export function onUnknownSignal(handle: (name: string) => void): void {
  if (takeReserved(handle)) setDefaultSignalHandler(handle);
}

// --- internal ---

/** Names with this prefix are the SDK's: it passes them only to handlers of exactly that name. */
const reserved = '__temporal_';

interface Handlers {
  has(name: string): boolean;
  get(name: string): { handler: (...args: unknown[]) => void } | undefined;
}

/** Answers for reserved names as for registered ones; `false` when there is nothing to answer in place of. */
function takeReserved(handle: (name: string) => void): boolean {
  const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as { __TEMPORAL_ACTIVATOR__?: { signalHandlers?: unknown } };
  const registered = activator?.signalHandlers;
  if (!(registered instanceof Map)) return false;
  const handlers: Handlers = registered as Map<string, { handler: () => void }>;
  const has = registered.has.bind(registered);
  const get = registered.get.bind(registered) as Handlers['get'];
  const isUnknown = (name: string): boolean => !has(name) && name.startsWith(reserved);
  handlers.has = (name) => has(name) || isUnknown(name);
  handlers.get = (name) => (isUnknown(name) ? { handler: () => handle(name) } : get(name));
  return true;
}
