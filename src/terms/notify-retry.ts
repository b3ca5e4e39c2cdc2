/** How a delivery is tried again; here, because a receiver's own wish must not make it more often. */
export const notifyRetry = { initialIntervalMs: 2_000, maximumIntervalMs: 300_000, attempts: 20 } as const;
