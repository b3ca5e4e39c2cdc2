import type { Notice } from '../core/state/events.ts';

/**
 * Somebody who wants to hear of transitions. The same notice may be handed over twice (`notice.id` tells); throwing
 * means "try again", and never holds up the other notifiers or the monitor.
 */
export interface Notifier {
  notify(notices: readonly Notice[], context: { signal: AbortSignal }): Promise<void>;
}
