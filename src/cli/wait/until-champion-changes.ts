import type { MonitorView } from '../../core/wire/answers.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { RetrainError } from '../../terms/errors.ts';
import { untilView } from './until-view.ts';

/**
 * The monitor accepts approvals, rollbacks and adoptions at once, and the registry carries them out a moment later:
 * waits for that moment.
 *
 * @throws RetrainError with the registry's own message if it could not do so, or did not do so in time
 */
export function untilChampionChanges(handle: MonitorHandle, answered: MonitorView): Promise<MonitorView> {
  const { champion, approval, adoption, commandFailed } = answered;
  return untilView(
    handle,
    answered,
    (view) => {
      const failed = view.commandFailed;
      if (failed && failed.at !== commandFailed?.at)
        throw new RetrainError(`The registry could not ${failed.command}: ${failed.message}`);
      if (adoption !== null) return view.adoption === null;
      return view.champion !== champion || (approval !== null && view.approval === null);
    },
    {
      everyMs: 200,
      timeoutMs: 15_000,
      otherwise: async () => {
        const { retrying = [] } = await handle.explain();
        const why = retrying.length === 0 ? 'no worker has tried yet; is one running?' : retrying.join('; ');
        return `The registry has not changed the champion of \`${handle.model}\` (${champion ?? 'none'}) within 15 s, and the attempts go on: ${why}`;
      },
    }
  );
}
