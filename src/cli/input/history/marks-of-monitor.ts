import { inTurns } from '../../../backtest/in-turns.ts';
import { markedDrifts, type MarkedDrifts } from '../../../backtest/life/marked-drifts.ts';
import { numbered } from '../../../terms/numbered.ts';
import { timeText } from '../../../terms/time-text.ts';
import { withClient } from '../../frame/with-client.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { ServerOptions } from '../../frame/server-options.ts';

/** What people have marked of a monitor, and when that was, from the event history alone: no worker is needed. */
export async function marksOfMonitor(
  context: CliContext,
  model: string,
  { address, namespace, profile }: ServerOptions
): Promise<MarkedDrifts[]> {
  // Imported here, because a history from a file needs no client.
  const { readLife } = await import('../../../client/life/read-life.ts');
  const server = { ...(address && { address }), ...(namespace && { namespace }), ...(profile && { profile }) };
  const bounds = { maxEvents: Number.POSITIVE_INFINITY, timeoutMs: readMs };
  const life = await withClient(context, server, (client) => readLife(client.client, model, bounds));
  return inTurns(markedDrifts(life), context.io.signal);
}

/** What follows from a mark, in a sentence. */
export function markText({ target, isTrue, actor, drifts }: MarkedDrifts): string {
  const said = `${target} was marked ${isTrue ? 'true' : 'false'} by ${actor}`;
  const [first] = drifts;
  if (!first) return `${said}: no drift behind it is in the history, so nothing follows from it`;
  const more = drifts.length > 1 ? ` and ${numbered(drifts.length - 1, 'more drift')}` : '';
  const stretch = `${timeText(first.from)} to ${timeText(first.to)}${more}`;
  return `${said}: ${stretch} ${isTrue ? 'is left out as drift' : 'counts as calm'}`;
}

// --- internal ---

const readMs = 120_000;
