import type { MonitorView } from '../../core/wire/answers.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { untilView } from './until-view.ts';

/** Approvals and rollbacks are obeyed at once and carried out by the registry a moment later: waits for that moment. */
export function untilChampionChanges(handle: MonitorHandle, answered: MonitorView): Promise<MonitorView> {
  const { champion, approval } = answered;
  return untilView(
    handle,
    answered,
    (view) => view.champion !== champion || (approval !== null && view.approval === null),
    {
      everyMs: 200,
      timeoutMs: 15_000,
      otherwise: `The registry has not changed the champion of \`${handle.model}\` (${champion ?? 'none'}) within 15 s: it may have no version to go to, or be unreachable; the worker's log tells`,
    }
  );
}
