import { excerpt } from '../src/terms/visible-text.ts';
import type { MonitorInput } from '../src/core/wire/messages.ts';
import { log, patched, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { carriedEffects } from '../src/core/bounds/carried-effects.ts';
import { bound, causedWish } from './cause.ts';
import { currentDetails } from './details.ts';
import { ewmasOf, viewOf, windowsOf } from '../src/core/view/view.ts';
import { explain } from '../src/core/view/explain.ts';
import { measuresOf } from '../src/core/view/measures.ts';
import { foresee, foresight } from '../src/core/foresight.ts';
import { maxStateBytes, stateBytes } from '../src/core/bounds/shed.ts';
import { onUnknownSignal } from './unknown-signals.ts';
import { writeBreaker } from './breaker-memo.ts';
import { Meter } from './meter.ts';
import { registerCommands, type Checked } from './commands.ts';
import { SearchAttributes } from './search-attributes.ts';
import { trailAnswer } from '../src/core/view/trail-answer.ts';
import { step } from '../src/core/step.ts';
import { takenOf } from '../src/core/ingestion/numbered-lists.ts';
import { signalNames, undecodableMarker } from '../src/terms/message-names.ts';
import { beginRun, type RunRules } from '../src/core/begin-run.ts';
import { renewPolicy } from '../src/core/upcast.ts';
import {
  configQuery,
  ewmaQuery,
  foreseeQuery,
  foresightQuery,
  listsQuery,
  explainQuery,
  killSwitchSignal,
  metricsSignal,
  pulledSignal,
  retrainFinishedSignal,
  stateQuery,
  trailQuery,
  windowQuery,
} from './messages.ts';
import type { Effect, MonitorEvent } from '../src/core/state/events.ts';
import type { MonitorState } from '../src/core/state/state.ts';
import type { Explanation, MonitorView } from '../src/core/wire/answers.ts';
import { notifierLines, type NotifierTrouble } from '../src/core/state-parts/notifier-trouble.ts';
import type { Turns } from './inbox.ts';

/** What a shell needs around it; the loops differ in when things happen, never in what. */
export interface Surroundings {
  turns: Turns;
  rules: RunRules;
  /** Takes what `step` wants done. */
  hand(effects: readonly Effect[]): void;
  /** Notifiers that do not answer. */
  troubles(): NotifierTrouble[];
  /** Has a policy checked by the one schema there is, outside. */
  check(monitor: unknown): Promise<Checked>;
  /** What a report of a retrain's end counts for. */
  reported(outcome: unknown): MonitorEvent;
}

/** A monitor's state, everything that can be sent to it, and what it shows. */
export class MonitorShell {
  state: MonitorState;
  readonly input: MonitorInput;
  readonly around: Surroundings;
  private readonly attributes: SearchAttributes;
  private readonly meter = new Meter();
  private changed = true;
  private signals = 0;
  private shownAt = 0;
  private weighedAt: number;
  private shownDecisions = -1;

  constructor(input: MonitorInput, around: Surroundings) {
    this.input = input;
    this.around = around;
    this.state = beginRun(input, around.rules, Date.now());
    this.weighedAt = this.state.counts.evaluations;
    this.attributes = new SearchAttributes(input.searchAttributes);
  }

  /** Handlers are synchronous and never throw: an error in a signal handler would wedge the monitor. */
  listen(): void {
    setHandler(metricsSignal, (batch) => this.receive(() => ({ type: 'batch', batch }), batch), {
      description: 'a batch of observations, by the column',
    });
    setHandler(retrainFinishedSignal, (outcome) => this.receive(() => this.around.reported(outcome), outcome), {
      description: 'how a retrain ended; sent by the retrain itself',
    });
    setHandler(killSwitchSignal, () => this.receive(() => ({ type: 'kill-switch-turned' }), undefined), {
      description: 'the kill switches are to be read again',
    });
    const unknown = (name: string): MonitorEvent => {
      return { type: 'undecodable', detail: `no signal is called \`${excerpt(name, 80)}\`` };
    };
    setHandler(
      pulledSignal,
      // Where a worker of before has taken one, it knew none of that name.
      (report) =>
        this.receive(() => (patched('pulled') ? { type: 'pulled', report } : unknown(signalNames.pulled)), report),
      { description: 'which queries of a pull failed' }
    );
    onUnknownSignal((name) => {
      this.signals += 1;
      this.around.turns.message(() => this.apply(unknown(name)));
    });
    setHandler(stateQuery, (at) => this.view(askedAt(at)), { description: 'the monitor at a glance' });
    setHandler(windowQuery, () => windowsOf(this.state), { description: 'the newest values of every metric' });
    setHandler(ewmaQuery, () => ewmasOf(this.state), { description: 'the moving average of every metric' });
    setHandler(explainQuery, (at) => this.explanation(askedAt(at)), {
      description: 'why it retrained, why it did not, how far every metric is from firing',
    });
    setHandler(trailQuery, (most) => trailAnswer(this.state, Date.now(), Number.isInteger(most) ? most : undefined), {
      description: 'what a list shows of it, and all of its life in few numbers',
    });
    setHandler(foresightQuery, (at) => foresight(this.state, askedAt(at)), {
      description: 'what each command would do now',
    });
    setHandler(foreseeQuery, (said, at) => foresee(this.state, said, askedAt(at)), {
      description: 'what a retrain or an adoption would do now, with all that is said with it',
    });
    setHandler(listsQuery, () => takenOf(this.state.lists), {
      description: 'the lists of which it has taken entries, and which',
    });
    const configOf = (): ReturnType<typeof currentConfig> => currentConfig(this.state);
    setHandler(configQuery, configOf, { description: 'the policy in its complete form, and its revision' });
    registerCommands(this);
  }

  apply(event: MonitorEvent): void {
    const { state, effects } = step(this.state, event, Date.now());
    this.meter.add(measuresOf(this.state, state));
    if (hasNewTrigger(this.state, state)) causedWish();
    this.state = state;
    this.changed = true;
    this.around.hand(effects);
  }

  /** Makes the state fit into what a server takes; `mayFit` is asked when it does not. */
  fit(mayFit: () => boolean = () => true): void {
    this.weighedAt = this.state.counts.evaluations;
    if (stateBytes(this.state) > maxStateBytes && mayFit()) this.apply({ type: 'fit', maxBytes: maxStateBytes });
  }

  /** Looked at now and then, as weighing costs what the whole state costs. */
  shouldWeigh(): boolean {
    return this.state.counts.evaluations - this.weighedAt >= weighEvery;
  }

  /** Consumes the reason to wake up, else the main loop would spin. */
  takeChange(): boolean {
    const changed = this.changed;
    this.changed = false;
    return changed;
  }

  isDone(): boolean {
    return this.state.phase === 'stopped';
  }

  shouldRoll(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    const limit = this.input.rollAfterEvents ?? Number.POSITIVE_INFINITY;
    return continueAsNewSuggested || historyLength > limit || this.signals >= maxSignals;
  }

  /**
   * Search attributes and memo on transitions; the details of the UI when something was decided, or now and then.
   *
   * @returns whether that took a command
   */
  show(): boolean {
    const now = Date.now();
    this.meter.tell();
    const isListed = this.attributes.update(this.state, now);
    const isWritten = writeBreaker(this.state) || isListed;
    const decisions = this.state.counts.evaluations - this.state.counts.none;
    if (decisions === this.shownDecisions && now - this.shownAt < 5_000) return isWritten;
    this.shownAt = now;
    this.shownDecisions = decisions;
    setCurrentDetails(currentDetails(this.state, now, this.input.pageUrl));
    return isWritten;
  }

  /** What the next run starts with. */
  inputOfNextRun(outbox: Effect[]): MonitorInput {
    const { policy, config, ...state } = this.state;
    const runs = (this.input.carried?.runs ?? 0) + 1;
    const carried = { state, outbox: carriedEffects(outbox), ...this.troubles(), runs };
    return { ...this.input, config, policy: renewPolicy(policy), carried };
  }

  private view(at: number): MonitorView {
    return { ...viewOf(this.state, at), ...this.troubles() };
  }

  private explanation(at: number): Explanation {
    const lines = notifierLines(this.around.troubles());
    return { ...explain(this.state, at), ...(lines.length > 0 ? { notifiers: lines } : {}) };
  }

  private troubles(): { notifiers?: NotifierTrouble[] } {
    const notifiers = this.around.troubles();
    return notifiers.length > 0 ? { notifiers } : {};
  }

  private receive(eventOf: () => MonitorEvent, payload: unknown): void {
    this.signals += 1;
    const detail = undecodableDetail(payload);
    const take = (): void => {
      const refused = this.state.counts.refusedBatches;
      this.apply(detail === undefined ? eventOf() : { type: 'undecodable', detail });
      if (this.state.counts.refusedBatches > refused)
        log.warn('signal refused', { reason: this.state.refused.at(-1)?.reason ?? '' });
    };
    this.around.turns.message(bound(take));
  }
}

// --- internal ---

/** The time that the asker says it is: the workflow's own is that of its last task, which may be long ago. */
function askedAt(at: unknown): number {
  const now = Date.now();
  return Number.isSafeInteger(at) ? Math.min(Math.max(now, at as number), now + longestIdleMs) : now;
}

const longestIdleMs = 366 * 86_400_000;

function hasNewTrigger({ triggers: before }: MonitorState, { triggers }: MonitorState): boolean {
  if (triggers === before) return false;
  return triggers.some(({ key, raisedAt }) => !before.some((one) => one.key === key && one.raisedAt === raisedAt));
}

function currentConfig({ config, policy, policyRevision }: MonitorState) {
  return { config, policy, revision: policyRevision };
}

/** Signals a run takes before it rolls over; the server refuses number 10,001. */
const maxSignals = 5_000;
/** Events between two looks at how large the state has grown. */
const weighEvery = 1_000;

/** What our payload converter says about a payload that it could not decode; `undefined` for every other value. */
function undecodableDetail(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const detail = (value as Record<string, unknown>)[undecodableMarker];
  return typeof detail === 'string' ? detail : undefined;
}
