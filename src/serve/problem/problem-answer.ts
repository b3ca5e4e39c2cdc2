import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { withNearestMonitor } from '../../client/calls/nearest-monitor.ts';
import { includes, type Asker } from '../access/roles.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import { problemOf, type Problem } from './problem-of.ts';
import { Refusal } from './refusal.ts';

/** An error as an answer; one that nobody foresaw is told to whoever runs the server, and only to him. */
export function problemAnswerOf(
  error: unknown,
  context: Context,
  note: (line: string) => void,
  more: Record<string, unknown> = {}
): Response {
  const known = error instanceof HTTPException ? new Refusal('malformed', error.message, { cause: error }) : error;
  const problem: Problem = { ...problemOf(known), ...more };
  if (problem.status === 500) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    note(`${context.req.method} ${context.req.path} failed: ${stack}`);
  }
  if (problem.status === 401) context.header('www-authenticate', challenge(problem));
  if (problem.status === 503) context.header('retry-after', '5');
  return context.body(JSON.stringify(problem), problem.status as 400, { 'content-type': 'application/problem+json' });
}

/** An error in the words of the command line, where whoever asks may see which monitors run. */
export async function inWordsFor({ role }: Asker, { client }: MonitorClient, error: unknown): Promise<unknown> {
  return includes(role, 'viewer') ? withNearestMonitor(error, client) : error;
}

// --- internal ---

/** RFC 6750; its texts may hold no quotes, and plain letters only. */
function challenge({ title, type }: Problem): string {
  const isExpired = type.endsWith('#token-expired');
  return `Bearer realm="temporal-retrain"${isExpired ? `, error="invalid_token", error_description="${title}"` : ''}`;
}
