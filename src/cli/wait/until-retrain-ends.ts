import { setTimeout as sleep } from 'node:timers/promises';
import type { MonitorView } from '../../core/wire/answers.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import type { CliContext } from '../terminal/context.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { troubleOf } from '../print/version/jobs.ts';
import { progressText } from '../print/version/progress.ts';

/**
 * Waits for the retrain that was asked for, and tells on stderr how far it is or what holds it. A retrain that is held,
 * or waits for one in progress, will be the next generation.
 *
 * @returns the monitor when it has ended; `undefined` after Ctrl-C, when it has said what goes on
 */
export async function untilRetrainEnds(
  context: CliContext,
  handle: MonitorHandle,
  answered: MonitorView,
  { everyMs = 1_000 }: { everyMs?: number } = {}
): Promise<MonitorView | undefined> {
  const { signal } = context.io;
  context.endsItself = true;
  const awaited = answered.triggers.some(({ code }) => code === 'manual')
    ? answered.generation + 1
    : answered.generation;
  let told = '';
  for (let view = answered; ; view = await handle.state()) {
    if (isOver(view, awaited)) return view;
    const text = signal.aborted ? leftBehind(view) : await whereItIs(handle, view, told);
    if (text !== told && !context.json) context.note(text);
    told = text;
    if (signal.aborted) {
      context.exitCode = exitCodes.interrupted;
      return undefined;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

// --- internal ---

function isOver({ inFlight, lastRetrain, phase }: MonitorView, awaited: number): boolean {
  return ((lastRetrain?.generation ?? 0) >= awaited && inFlight === null) || phase === 'stopped';
}

/** Without an answer, what was told before still stands: only a retrain that has not started has no progress. */
async function whereItIs(handle: MonitorHandle, { inFlight, summary }: MonitorView, told: string): Promise<string> {
  if (!inFlight) return `${summary}; still waiting`;
  const progress = await handle.progress().catch(() => undefined);
  const what = `retrain ${inFlight.generation} (${inFlight.kind})`;
  if (progress) {
    const trouble = troubleOf(progress.jobs, Date.now());
    return `${what}, ${progressText(progress)}${trouble ? `; ${trouble}` : ''}`;
  }
  if (told.startsWith(what)) return told;
  return `${what} is ${progress === null ? 'about to start' : 'under way'}`;
}

/** What Ctrl-C does not end. */
function leftBehind({ inFlight, model }: MonitorView): string {
  const command = `temporal-retrain monitor cancel ${model}`;
  return inFlight
    ? `Retrain ${inFlight.generation} goes on; \`${command} ${inFlight.generation}\` ends it.`
    : `The retrain stays asked for, and starts when what holds it ends; \`${command}\` withdraws it.`;
}
