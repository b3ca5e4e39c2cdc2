import type { MonitorView } from '../../core/wire/answers.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { RetrainError } from '../../terms/errors.ts';

/** Polls the monitor until it is in the wanted state. */
export async function untilView(
  handle: MonitorHandle,
  first: MonitorView,
  wanted: (view: MonitorView) => boolean,
  { everyMs = 1_000, timeoutMs = Number.POSITIVE_INFINITY, otherwise = () => Promise.resolve('') } = {}
): Promise<MonitorView> {
  const giveUpAt = Date.now() + timeoutMs;
  for (let view = first; ; view = await handle.state()) {
    if (wanted(view)) return view;
    if (Date.now() > giveUpAt) throw new RetrainError(await otherwise());
    await sleep(everyMs);
  }
}
