/**
 * How long a worker may take for one task of a monitor: as long as the plugin lets one activation run, and six times a
 * server's default, which cuts off whoever works off a backlog of millions of values, again and again. A server takes two
 * minutes at most; so long, too, waits a monitor whose worker was killed in the middle of a task.
 */
export const monitorTaskTimeoutMs = 60_000;
