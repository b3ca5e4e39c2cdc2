import type { Notice } from '../core/state/events.ts';

/**
 * Receives transitions. The same notice may arrive twice (with the same `notice.id`). Throwing means "try again", and
 * never blocks the other notifiers or the monitor.
 */
export interface Notifier {
  /** Set it if the receiver keeps alerts: active ones are then repeated (`notice.repeated`). @default false */
  readonly repeats?: boolean;
  notify(notices: readonly Notice[], context: { signal: AbortSignal }): Promise<void>;
}
