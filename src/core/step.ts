import { checkApproval } from './candidate/approval.ts';
import { checkSilence } from './ingestion/silence.ts';
import { askKillSwitch, checkKillSwitch, killSwitchRead } from './retrain/kill-switch.ts';
import { checkOverdue, retrainEnded, retrainReported } from './retrain/look-up.ts';
import { retrainTaken } from './retrain/taken.ts';
import { runBegan, wasReset } from './retrain/run-began.ts';
import { decide } from './launch/decide.ts';
import { Draft, refuse } from './state/draft.ts';
import { checkWindows } from './ingestion/aggregate.ts';
import { checkLateLabels } from './ingestion/late-labels.ts';
import { fitState } from './fit-state.ts';
import { ingest } from './ingestion/ingest.ts';
import { obey } from './command/commands.ts';
import { commandFailed, promoted, rolledBack } from './champion/registry-answered.ts';
import { noteBreaker } from './candidate/candidate-failed.ts';
import { checkPull, pulled } from './retrain/pull-faults.ts';
import { checkProbation } from './candidate/probation.ts';
import { checkShadow } from './candidate/shadow.ts';
import { repeatAlerts, repeatsUnheard } from './view/repeat-alerts.ts';
import { retrainFinished, retrainStarted } from './retrain/settle.ts';
import { readAsked } from './wire/asked.ts';
import { recalled } from './champion/recalled.ts';
import { adopted } from './champion/adoption.ts';
import { checkRegistry, registryFailed, registryRead, watchRegistry } from './launch/registry-trouble.ts';
import { runSchedules } from './launch/schedule.ts';
import { reasonText } from './state/decision.ts';
import type { Effect, MonitorEvent } from './state/events.ts';
import type { MonitorState } from './state/state.ts';

/**
 * The heart: one total function from what a monitor knows and what happened to what it knows now and what is to be
 * done. It reads no clock and touches nothing; the workflow, the backtest, calibration and the tests all run this.
 *
 * @param before stays as it is
 * @param now    epoch milliseconds; never earlier than in the step before
 */
export function step(
  before: MonitorState,
  event: MonitorEvent,
  now: number
): { state: MonitorState; effects: Effect[] } {
  const draft = new Draft(before, now);
  draft.state.counts.evaluations += 1;
  // A decision after its deadline is late, even if the alarm has not rung yet.
  if (draft.state.phase !== 'stopped') checkApproval(draft);
  apply(draft, event);
  checkPull(draft);
  if (draft.state.phase !== 'stopped') {
    runSchedules(draft);
    checkLateLabels(draft);
    checkWindows(draft);
    checkSilence(draft);
    checkOverdue(draft);
    checkShadow(draft);
    checkProbation(draft);
    checkKillSwitch(draft);
    checkRegistry(draft);
    noteBreaker(draft);
    announceDrift(draft);
    decide(draft);
    repeatAlerts(draft);
  } else {
    noteBreaker(draft);
    announceDropped(draft);
  }
  if (!draft.decided) draft.state.counts.none += 1;
  return { state: draft.state, effects: draft.effects };
}

// --- internal ---

function apply(draft: Draft, event: MonitorEvent): void {
  switch (event.type) {
    case 'batch':
      return ingest(draft, event.batch);
    case 'undecodable':
      draft.state.counts.undecodable += 1;
      return refuse(draft, `Undecodable signal: ${event.detail}`);
    case 'tick':
      return;
    case 'pulled':
      return pulled(draft, event.report);
    case 'run-began':
      return runBegan(draft);
    case 'reset':
      return wasReset(draft);
    case 'recalled':
      return recalled(draft, event);
    case 'watch-registry':
      return watchRegistry(draft);
    case 'registry-read':
      return registryRead(draft, event.reading);
    case 'registry-failed':
      return registryFailed(draft, event.message);
    case 'retrain-started':
      return retrainStarted(draft, event);
    case 'retrain-taken':
      return retrainTaken(draft, event.request);
    case 'retrain-reported':
      return retrainReported(draft, event);
    case 'retrain-ended':
      return retrainEnded(draft, event.generation);
    case 'retrain-finished':
      return retrainFinished(draft, event);
    case 'promoted':
      return promoted(draft, event);
    case 'rolled-back':
      return rolledBack(draft, event);
    case 'adopted':
      return adopted(draft, event);
    case 'repeats-unheard':
      return repeatsUnheard(draft);
    case 'kill-switch-turned':
      return askKillSwitch(draft);
    case 'kill-switch-read':
      return killSwitchRead(draft, event.reading);
    case 'command-failed':
      return commandFailed(draft, event);
    case 'command':
      return obey(draft, { ...event.command, ...readAsked(event.command) });
    case 'fit':
      return fitState(draft, event.maxBytes);
  }
}

/** People hear of a drift once a step, with everything that has just entered it. */
function announceDrift(draft: Draft): void {
  announceDropped(draft);
  if (draft.entered.size > 0) {
    const reasons = [...draft.entered.values()];
    const text = reasons.map(reasonText).join('; ');
    draft.notify({ event: 'drift', text, reasons, subjects: [...draft.entered.keys()] });
  }
  if (draft.recovered.size > 0) {
    const text = `recovered: ${[...draft.recovered.values()].join(', ')}`;
    const subjects = [...draft.recovered.keys()];
    draft.notify({ event: 'recovered', text, subjects });
  }
}

/** More of it than fits into the notice of what has ended it. */
function announceDropped(draft: Draft): void {
  for (let rest = draft.takeDropped(); rest.subjects; rest = draft.takeDropped()) {
    const text = `no longer watched as it was: ${rest.subjects.length} more that were in drift or silent`;
    draft.notify({ event: 'recovered', text, ...rest });
  }
}
