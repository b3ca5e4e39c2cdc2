import type { Notice } from '../core/state/events.ts';

/**
 * Somebody who wants to hear of transitions. The same notice may be handed over twice (`notice.id` tells); throwing
 * means "try again", and never holds up the other notifiers or the monitor.
 */
export interface Notifier {
  /** It keeps alerts, and wants to be told again of what is still on (`notice.repeated`). @default false */
  readonly repeats?: boolean;
  notify(notices: readonly Notice[], context: { signal: AbortSignal }): Promise<void>;
}
