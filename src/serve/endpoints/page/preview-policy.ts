import { besideModule } from '../../../threads/start-thread.ts';
import { fewAtOnce } from '../../../threads/few-at-once.ts';
import { inThread } from '../../../threads/in-thread.ts';
import { pastEvents } from '../../../client/past-events.ts';
import { Refusal } from '../../problem/refusal.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';
import type { PolicyPreview, PreviewTask } from './play-preview.ts';

/**
 * Reads a monitor's own past, and has a thread play it to its policy and to another one, so that this server goes on
 * answering meanwhile.
 *
 * @throws Refusal when that takes too long
 */
export async function previewPolicy(
  client: MonitorClient,
  model: string,
  asked: Pick<PreviewTask, 'before' | 'after' | 'days'>
): Promise<PolicyPreview> {
  const { events } = await client.client.withDeadline(Date.now() + readMs, () => pastEvents(client.client, model));
  return playInThread({ model, events, ...asked }, AbortSignal.timeout(playMs));
}

/** @throws Refusal when the signal is aborted before it is done */
export async function playInThread(task: PreviewTask, signal: AbortSignal): Promise<PolicyPreview> {
  try {
    return (await inTurn(() => inThread(entry, task, signal), signal)) as PolicyPreview;
  } catch (error) {
    if (!signal.aborted) throw error;
    const next = 'take fewer days, or use `temporal-retrain backtest --monitor`';
    throw new Refusal('busy', `The past of \`${task.model}\` takes longer than ${playMs / 1_000} s to play; ${next}`);
  }
}

// --- internal ---

const readMs = 20_000;
/** Besides what others are having played. */
const playMs = 30_000;

const entry = besideModule(import.meta.url, 'preview-thread');

/** However many ask, this machine has other work, too. */
const inTurn = fewAtOnce(2);
