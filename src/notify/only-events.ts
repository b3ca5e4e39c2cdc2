import type { NoticeEvent } from '../core/state/events.ts';
import type { Notifier } from './notifier.ts';

/** The same notifier, limited to these events; what it hears of metrics is not. */
export function onlyEvents(notifier: Notifier, events: readonly NoticeEvent[]): Notifier {
  const wanted = new Set(events);
  return {
    repeats: notifier.repeats ?? false,
    ...(notifier.hear ? { hear: (batch) => notifier.hear?.(batch) } : {}),
    async notify(notices, context) {
      const chosen = notices.filter(({ event }) => wanted.has(event));
      if (chosen.length > 0) await notifier.notify(chosen, context);
    },
  };
}
