import { msOf, type HistoryEvent } from './history-event.ts';

/** The tasks of a run that its worker has ended, and by which of them each event was taken up. */
export interface TasksOf {
  /** A workflow's clock shows the start of its task. */
  at: number[];
  /** Of each event the number of the task; -1: none yet. What a task has done itself belongs to it. */
  task: Int32Array;
}

export function tasksOf(history: readonly HistoryEvent[]): TasksOf {
  const ended = new Set<number>();
  for (const { workflowTaskCompletedEventAttributes: completed } of history)
    if (completed) ended.add(Number(completed.startedEventId));
  const at: number[] = [];
  const task = new Int32Array(history.length).fill(-1);
  let from = 0;
  for (const [index, event] of history.entries()) {
    // A task that failed or timed out has brought nothing: the next one brings it again.
    if (!event.workflowTaskStartedEventAttributes || !ended.has(Number(event.eventId))) continue;
    at.push(msOf(event));
    task.fill(at.length - 1, from, index + 1);
    from = index + 1;
  }
  let current = -1;
  const startedBy = new Map(history.map((event, index) => [Number(event.eventId), index] as const));
  for (const [index, event] of history.entries()) {
    const completed = event.workflowTaskCompletedEventAttributes;
    if (completed) current = task[startedBy.get(Number(completed.startedEventId)) ?? -1] ?? current;
    if (event.workflowExecutionUpdateAcceptedEventAttributes || event.markerRecordedEventAttributes)
      task[index] = current;
  }
  return { at, task };
}
