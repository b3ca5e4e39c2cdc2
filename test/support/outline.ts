import type { WorkflowHandle } from '@temporalio/client';

export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/**
 * Events of a run, a line each, with the task that each comes from. A fault may not come again for days: what led to it
 * is told with it.
 */
export function outlineOf(events: HistoryEvent[]): string {
  return events
    .map((event) => {
      const [name = '', about] =
        Object.entries(event).find(([key, value]) => key.endsWith('EventAttributes') && value) ?? [];
      const { workflowTaskCompletedEventId, signalName, timerId, identity } = (about ?? {}) as Record<
        string,
        string | undefined
      >;
      const details = { of: workflowTaskCompletedEventId, signalName, timerId, identity };
      const told = Object.entries(details).flatMap(([key, value]) => (value ? [`${key} ${value}`] : []));
      return [String(event.eventId), name.replace('EventAttributes', ''), ...told].join(' ');
    })
    .join('\n');
}
