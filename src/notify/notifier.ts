import type { HeardBatch } from './heard-batch.ts';
import type { Notice, NoticeEvent } from '../core/state/events.ts';

/**
 * Receives transitions. The same notice may arrive twice (with the same `notice.id`). Throwing means "try again", and
 * never blocks the other notifiers or the monitor.
 */
export interface Notifier {
  /** Set it if the receiver keeps alerts: active ones are then repeated (`notice.repeated`). @default false */
  readonly repeats?: boolean;
  notify(notices: readonly Notice[], context: { signal: AbortSignal }): Promise<void>;
  /**
   * Set it if the receiver is not asked about some notices: `notify` gets no others then. One that fails counts as well
   * again only once it has taken a notice that it wants. @default all are wanted
   */
  wants?(notice: Notice): boolean;
  /**
   * Looked at before a worker polls.
   *
   * @returns what it needs on this worker and may appear later: a sentence each
   * @throws ConfigurationError for what can never work, such as a file that this user may not write
   */
  preflight?(): Promise<readonly string[]>;
  /**
   * Set it to hear every batch of metrics too, whatever it leads to, one after the other. It is told what arrives: a
   * batch that is sent again or handed over again after a crash comes twice, with the same `source`, `incarnation` and
   * `seq`. What it throws is logged, and not tried again. @default absent: nothing is handed over, and nothing is spent
   * on it
   */
  hear?(batch: HeardBatch): void | Promise<void>;
}

/** The same notifier, limited to these events; what it hears of metrics is not. */
export function onlyEvents(notifier: Notifier, events: readonly NoticeEvent[]): Notifier {
  const wanted = new Set(events);
  return {
    repeats: notifier.repeats ?? false,
    ...(notifier.preflight ? { preflight: () => notifier.preflight?.() ?? Promise.resolve([]) } : {}),
    ...(notifier.hear ? { hear: (batch) => notifier.hear?.(batch) } : {}),
    wants: (notice) => wanted.has(notice.event) && (notifier.wants?.(notice) ?? true),
    async notify(notices, context) {
      const chosen = notices.filter(({ event }) => wanted.has(event));
      if (chosen.length > 0) await notifier.notify(chosen, context);
    },
  };
}
