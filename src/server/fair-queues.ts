/**
 * Server settings that make task queues serve by priority and take turns between fairness keys. Temporal Cloud does not
 * need them; on your own server both are off by default.
 *
 * @see https://docs.temporal.io/develop/task-queue-priority-fairness
 */
export const fairQueues: Readonly<Record<string, boolean>> = {
  'matching.useNewMatcher': true,
  'matching.enableFairness': true,
};
