import { readOutcome } from '../outcome/outcome.ts';
import { refuse, type Draft } from '../state/draft.ts';
import type { InFlight } from '../state/state.ts';
import type { MonitorEvent } from '../state/events.ts';

/**
 * Anyone who may send signals can claim that a retrain has ended. So a report is only a hint: the monitor asks the
 * server how the retrain ended, unless the server reports it anyway. The hint comes moments before the end.
 */
export function retrainReported(draft: Draft, event: Extract<MonitorEvent, { type: 'retrain-reported' }>): void {
  const outcome = readOutcome(event.outcome, draft.now, draft.state.edition);
  if (typeof outcome === 'string') return refuse(draft, outcome);
  if (event.awaited || draft.state.inFlight?.generation !== outcome.generation) return;
  watchClosely(draft);
}

/** The server says that it was ended from outside: what it had done by then is to be found out. */
export function retrainEnded(draft: Draft, generation: number): void {
  if (draft.state.inFlight?.generation === generation) watchClosely(draft);
}

/** Looks it up from now on, often at first: nobody reports its end to this run. */
export function watchClosely({ state, now }: Draft): void {
  if (!state.inFlight || state.inFlight.startedAt === null) return;
  state.inFlight = { ...state.inFlight, looks: 0, overdueAt: now };
}

/** A terminated child reports to nobody: an overdue one is looked up until its end is known. */
export function checkOverdue(draft: Draft): void {
  const { inFlight, config } = draft.state;
  if (!inFlight || inFlight.overdueAt > draft.now) return;
  const { retrainId, generation, runId, looks } = inFlight;
  draft.state.inFlight = {
    ...inFlight,
    overdueAt: draft.now + pauseMs(inFlight, config.retrain.timeoutMs),
    ...(looks === undefined ? {} : { looks: looks + 1 }),
  };
  const known = runId === undefined ? {} : { runId };
  draft.effects.push({ type: 'look-up-retrain', retrainId, generation, ...known });
}

// --- internal ---

const firstPauseMs = 1_000;
/** What ends a retrain from outside is known within a minute. */
const longestPauseMs = 50_000;

function pauseMs({ looks }: InFlight, timeoutMs: number): number {
  if (looks === undefined) return Math.max(60_000, timeoutMs / 10);
  return Math.min(firstPauseMs * 2 ** looks, longestPauseMs);
}
