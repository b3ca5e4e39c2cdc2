import type { runsOf } from './invariants.ts';

/** A command that a monitor has obeyed. */
export interface Obeyed {
  comment: string;
  /** Its run handed over to the next in the task in which it was answered. */
  isLastOfRun: boolean;
}

/** The commands in the histories of a monitor that came to a good end; one that was done twice is there twice. */
export function commandsIn(runs: Awaited<ReturnType<typeof runsOf>>): Obeyed[] {
  return runs.flatMap((events) => {
    const comments = new Map(
      events.flatMap(({ eventId, workflowExecutionUpdateAcceptedEventAttributes: accepted }) =>
        accepted ? [[String(eventId), commentOf(accepted.acceptedRequest?.input?.args?.payloads?.[0]?.data)]] : []
      )
    );
    const last = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.workflowTaskCompletedEventId;
    return events.flatMap(({ eventId, workflowExecutionUpdateCompletedEventAttributes: completed }) => {
      if (!completed?.outcome?.success) return [];
      const comment = comments.get(String(completed.acceptedEventId)) ?? '';
      return [{ comment, isLastOfRun: last !== undefined && Number(eventId) > Number(last) }];
    });
  });
}

// --- internal ---

function commentOf(data: Uint8Array | null | undefined): string {
  return (JSON.parse(Buffer.from(data ?? []).toString() || '{}') as { comment?: string }).comment ?? '';
}
