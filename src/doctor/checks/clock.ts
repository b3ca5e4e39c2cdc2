import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import type { Check, Surroundings } from '../check.ts';

/** This machine and the server agree about the time: values are dated here, timers run there. */
export const clockCheck: Check = {
  name: 'clock',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const aheadMs = await clockDifference(surroundings);
    if (aheadMs === undefined)
      return [{ status: 'unknown', text: "the server's clock could not be read", cause: 'it named no time of a poll' }];
    const seconds = (Math.abs(aheadMs) / 1_000).toFixed(1);
    const text = `this clock is ${seconds} s ${aheadMs >= 0 ? 'ahead of' : 'behind'} the server's`;
    if (Math.abs(aheadMs) <= mostMs) return [{ status: 'ok', text }];
    return [
      {
        status: 'fault',
        text,
        cause: 'one of the two clocks is not synchronised; values sent from here are dated wrongly',
        fix: 'synchronise both, for instance with `timedatectl set-ntp true`',
      },
    ];
  },
};

// --- internal ---

/** More than a network and a busy machine explain. */
const mostMs = 5_000;

/**
 * Milliseconds by which this clock is ahead. The server notes when it was last polled: so we poll, for nobody's tasks.
 */
export async function clockDifference(
  { connection, namespace }: Pick<Surroundings, 'connection' | 'namespace'>,
  now: () => number = Date.now
): Promise<number | undefined> {
  const name = `doctor-${randomUUID()}`;
  const identity = name;
  const before = now();
  const enough = new AbortController();
  const poll = connection
    .withAbortSignal(enough.signal, () =>
      connection.withDeadline(Date.now() + pollMs, () =>
        connection.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name }, identity })
      )
    )
    .catch(() => undefined);
  try {
    for (let tries = 0; tries < 10; tries++) {
      await sleep(50);
      const at = await lastPolledAt(connection, namespace, name);
      // The poll reached the server between the two.
      if (at !== undefined) return Math.round((before + Math.min(now(), before + 50)) / 2 - at);
    }
    return undefined;
  } finally {
    enough.abort();
    await poll;
  }
}

/** A server refuses polls shorter than two seconds; this one is given up much sooner. */
const pollMs = 10_000;

async function lastPolledAt(connection: Connection, namespace: string, name: string): Promise<number | undefined> {
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name } });
  const time = pollers?.[0]?.lastAccessTime;
  return time?.seconds ? Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6 : undefined;
}
