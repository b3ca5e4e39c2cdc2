import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { ConfigurationError } from '../terms/errors.ts';
import { excerpt } from '../terms/visible-text.ts';
import { modelsOfFailedRetrains } from './life/failed-retrains.ts';
import { monitorQuery, summaryOf, type ListFilter, type MonitorSummary } from './list-monitors.ts';
import { translate } from './failures.ts';

export interface MonitorPage {
  monitors: MonitorSummary[];
  /** Asks for the next page; `null` at the end. */
  nextPage: string | null;
}

/**
 * A page of the monitors of a namespace, newest first, from visibility alone.
 *
 * @param page what the page before gave as `nextPage`
 * @throws ConfigurationError when it is none of this list
 */
export async function pageMonitors(
  client: Client,
  filter: ListFilter,
  { pageSize, page, timeoutMs }: { pageSize: number; page?: string | undefined; timeoutMs: number }
): Promise<MonitorPage> {
  const query = monitorQuery(filter);
  const { namespace } = client.options;
  try {
    const token = page === undefined ? {} : { nextPageToken: tokenOf(page, query) };
    const [{ executions, nextPageToken }, failed] = await Promise.all([
      client.withDeadline(Date.now() + timeoutMs, () =>
        client.workflowService.listWorkflowExecutions({ namespace, query, pageSize, ...token })
      ),
      modelsOfFailedRetrains(client, Math.min(failedMs, timeoutMs)),
    ]);
    return {
      monitors: await Promise.all((executions ?? []).map((one) => summaryOf(client, one, failed))),
      nextPage: nextPageToken && nextPageToken.length > 0 ? pageOf(nextPageToken, query) : null,
    };
  } catch (error) {
    throw translate(namespace, 'Listing the monitors', error);
  }
}

/** How many monitors there are, from visibility. */
export async function countMonitors(client: Client, filter: ListFilter, timeoutMs: number): Promise<number> {
  const query = monitorQuery(filter);
  try {
    const { count } = await client.withDeadline(Date.now() + timeoutMs, () => client.workflow.count(query));
    return count;
  } catch (error) {
    throw translate(client.options.namespace, 'Counting the monitors', error);
  }
}

// --- internal ---

/** What a page waits for failed retrains at most; the next one has what came later. */
const failedMs = 500;

/** The server's token, with a mark of the list that it belongs to: of a strange one a server says nothing clear. */
function pageOf(token: Uint8Array, query: string): string {
  const text = Buffer.from(token).toString('base64url');
  return markOf(text, query) + text;
}

/** @throws ConfigurationError when it is no page of this list */
function tokenOf(page: string, query: string): Uint8Array {
  const text = page.slice(markLength);
  if (page.slice(0, markLength) === markOf(text, query)) return Buffer.from(text, 'base64url');
  throw new ConfigurationError(
    `Expected \`page\` to be what the page before gave as \`nextPage\`, got \`${excerpt(page, 60)}\`; start again without it`
  );
}

const markLength = 8;

function markOf(text: string, query: string): string {
  return createHash('sha256').update(`${query}\n${text}`).digest('base64url').slice(0, markLength);
}
