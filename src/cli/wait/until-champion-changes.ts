import type { MonitorView } from '../../core/wire/answers.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { CommandRejectedError, VersionNotFoundError } from '../../terms/errors.ts';
import type { CliContext } from '../terminal/context.ts';
import { wordsOf } from '../../core/view/words.ts';
import { untilView } from './until-view.ts';

/**
 * The monitor accepts approvals, rollbacks and adoptions at once, and the registry carries them out a moment later:
 * waits for that moment.
 *
 * @returns `undefined` after Ctrl-C, when it has said what goes on
 * @throws CommandRejectedError with the registry's own message if it could not do so
 * @throws RetrainError if it did not do so in time
 * @throws NoWorkerError, ServerUnavailableError where nobody answers by then
 */
export function untilChampionChanges(
  context: CliContext,
  handle: MonitorHandle,
  answered: MonitorView,
  timeoutMs = 15_000
): Promise<MonitorView | undefined> {
  const { champion, approval, adoption, commandFailed } = answered;
  return untilView(
    context,
    handle,
    answered,
    (view) => {
      const failed = view.commandFailed;
      if (failed && failed.at !== commandFailed?.at) throw refusalBy(failed);
      if (adoption !== null) return view.adoption === null;
      return view.champion !== champion || (approval !== null && view.approval === null);
    },
    {
      everyMs: 200,
      timeoutMs,
      leftBehind: `What was asked for goes on without this wait; \`temporal-retrain monitor show ${handle.model}${context.server}\` tells when it is done.`,
      otherwise: async () => {
        const why = await whyNotYet(handle);
        return `The registry has not changed the champion of \`${handle.model}\` (${champion ?? 'none'}) within 15 s, and the attempts go on: ${why}`;
      },
    }
  );
}

// --- internal ---

async function whyNotYet(handle: MonitorHandle): Promise<string> {
  try {
    const { retrying = [] } = await handle.explain();
    return retrying.length === 0 ? 'no worker has tried yet; is one running?' : retrying.join('; ');
  } catch (error) {
    return (error as Error).message;
  }
}

function refusalBy({ command, message, code }: NonNullable<MonitorView['commandFailed']>): Error {
  if (code === 'unknown-version') return new VersionNotFoundError(message);
  const text = code === undefined ? `The registry could not ${wordsOf(command)}: ${message}` : message;
  return new CommandRejectedError(text, code === undefined ? {} : { code });
}
