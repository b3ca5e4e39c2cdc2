/**
 * Server settings that make task queues serve by priority, and take turns between fairness keys. Temporal Cloud needs
 * none; a server of one's own has both switched off.
 *
 * @see https://docs.temporal.io/develop/task-queue-priority-fairness
 */
export const fairQueues: Readonly<Record<string, boolean>> = {
  'matching.useNewMatcher': true,
  'matching.enableFairness': true,
};
