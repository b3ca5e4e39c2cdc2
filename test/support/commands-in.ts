import type { runsOf } from './invariants.ts';

/** A command that a monitor has obeyed. */
export interface Obeyed {
  comment: string;
  /** Its run handed over to the next in the task in which it was answered. */
  isLastOfRun: boolean;
}

/**
 * The commands in the histories of a monitor, newest first, that came to a good end. One that came once more under its
 * id, to a later run, as its answer got lost, counts where it came first: that run told the next that it had obeyed.
 */
export function commandsIn(runs: Awaited<ReturnType<typeof runsOf>>): Obeyed[] {
  const ids = new Set<string>();
  return runs.toReversed().flatMap((events) => {
    const comments = new Map(
      events.flatMap(({ eventId, workflowExecutionUpdateAcceptedEventAttributes: accepted }) =>
        accepted ? [[String(eventId), commentOf(accepted.acceptedRequest?.input?.args?.payloads?.[0]?.data)]] : []
      )
    );
    const last = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.workflowTaskCompletedEventId;
    return events.flatMap(({ eventId, workflowExecutionUpdateCompletedEventAttributes: completed }) => {
      const id = completed?.meta?.updateId ?? '';
      if (!completed?.outcome?.success || ids.has(id)) return [];
      ids.add(id);
      const comment = comments.get(String(completed.acceptedEventId)) ?? '';
      return [{ comment, isLastOfRun: last !== undefined && Number(eventId) > Number(last) }];
    });
  });
}

// --- internal ---

function commentOf(data: Uint8Array | null | undefined): string {
  return (JSON.parse(Buffer.from(data ?? []).toString() || '{}') as { comment?: string }).comment ?? '';
}
