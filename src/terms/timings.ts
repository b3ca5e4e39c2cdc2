/** How a delivery is tried again; here, because a receiver's own wish must not make it more often. */
export const notifyRetry = { initialIntervalMs: 2_000, maximumIntervalMs: 300_000, attempts: 20 } as const;

/**
 * How long a worker may take for one task of a monitor: as long as the plugin lets one activation run. The server's
 * default is a sixth of this and keeps cutting off a worker that has a backlog of millions of values. A server accepts
 * two minutes at most. A monitor also waits this long when its worker is killed in the middle of a task.
 */
export const monitorTaskTimeoutMs = 60_000;
