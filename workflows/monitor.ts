import type { MonitorInput } from '../src/core/wire/messages.ts';
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { Alarm } from './alarm.ts';
import { carriedEffects } from '../src/core/wire/carried-effects.ts';
import { currentDetails } from './details.ts';
import { ewmasOf, viewOf, windowsOf } from '../src/core/view/view.ts';
import { explain } from '../src/core/view/explain.ts';
import { initialState } from '../src/core/initial-state.ts';
import { maxStateBytes, stateBytes } from '../src/core/state/shed.ts';
import { nextDeadline } from '../src/core/view/deadline.ts';
import { Outbox } from './outbox.ts';
import { recall } from './registry-calls.ts';
import { registerCommands } from './commands.ts';
import { SearchAttributes } from './search-attributes.ts';
import { step } from '../src/core/step.ts';
import { onUnknownSignal } from './unknown-signals.ts';
import { undecodableDetail } from './undecodable.ts';
import { renewPolicy, upcast, upcastConfig } from '../src/core/state/upcast.ts';
import {
  configQuery,
  ewmaQuery,
  explainQuery,
  killSwitchSignal,
  metricsSignal,
  retrainFinishedSignal,
  stateQuery,
  windowQuery,
} from './messages.ts';
import type { MonitorEvent } from '../src/core/state/events.ts';
import type { MonitorState } from '../src/core/state/state.ts';

/**
 * Watches one model for as long as it serves. A thin shell: every decision is made by `step`, which is pure; this
 * function restores, listens, waits, hands over what has to be done, and continues as new before its history is long.
 */
export async function monitorModel(input: MonitorInput): Promise<void> {
  const monitor = new MonitorShell(input);
  monitor.listen();
  if (!monitor.state.recalled) recall(monitor.state.config, (event) => monitor.apply(event));
  else if (monitor.state.registry.checkAt === null && patched('registry-watched'))
    monitor.apply({ type: 'watch-registry' });
  const alarm = new Alarm();
  while (!monitor.isDone()) {
    const deadline = nextDeadline(monitor.state, Date.now());
    alarm.arm(deadline?.at, deadline?.what ?? 'nothing');
    monitor.show();
    await condition(() => monitor.takeChange() || alarm.fired || monitor.shouldRoll());
    if (alarm.fired) monitor.apply({ type: 'tick' });
    await monitor.outbox.startRetrains();
    if (monitor.shouldWeigh()) monitor.fit();
    if (monitor.shouldRoll()) await rollOver(monitor, alarm);
  }
  await condition(allHandlersFinished);
  await monitor.outbox.drained();
}

// --- internal ---

/** Signals a run takes before it rolls over; the server refuses number 10,001. */
const maxSignals = 5_000;
/** Events between two looks at how large the state has grown. */
const weighEvery = 1_000;

class MonitorShell {
  state: MonitorState;
  readonly input: MonitorInput;
  readonly outbox: Outbox;
  private readonly attributes: SearchAttributes;
  private changed = true;
  private signals = 0;
  private shownAt = 0;
  private weighedAt: number;
  private shownDecisions = -1;

  constructor(input: MonitorInput) {
    this.input = input;
    const { config, policy, carried } = input;
    const state = carried
      ? upcast({ ...carried.state, config, policy })
      : initialState({ config: upcastConfig(config), policy, now: Date.now() });
    // What such times do to levels and windows may lead to other commands: a run that began before goes on as it went.
    this.state = { ...state, doubtsTimes: patched('doubted-times') };
    this.weighedAt = this.state.counts.evaluations;
    this.attributes = new SearchAttributes(input.searchAttributes);
    this.outbox = new Outbox(carried?.outbox ?? [], (event) => this.apply(event));
  }

  /** Handlers are synchronous and never throw: an error in a signal handler would wedge the monitor. */
  listen(): void {
    setHandler(metricsSignal, (batch) => this.receive({ type: 'batch', batch }, batch), {
      description: 'a batch of observations, by the column',
    });
    setHandler(retrainFinishedSignal, (outcome) => this.receive({ type: 'retrain-finished', outcome }, outcome), {
      description: 'how a retrain ended; sent by the retrain itself',
    });
    setHandler(killSwitchSignal, () => this.receive({ type: 'kill-switch-turned' }, undefined), {
      description: 'the kill switches are to be read again',
    });
    onUnknownSignal((name) => {
      this.signals += 1;
      this.apply({ type: 'undecodable', detail: `no signal is called \`${name.slice(0, 80)}\`` });
    });
    setHandler(stateQuery, () => viewOf(this.state, Date.now()), { description: 'the monitor at a glance' });
    setHandler(windowQuery, () => windowsOf(this.state), { description: 'the newest values of every metric' });
    setHandler(ewmaQuery, () => ewmasOf(this.state), { description: 'the moving average of every metric' });
    setHandler(explainQuery, () => explain(this.state, Date.now()), {
      description: 'why it retrained, why it did not, how far every metric is from firing',
    });
    setHandler(configQuery, () => {
      const { config, policy, policyRevision } = this.state;
      return { config, policy, revision: policyRevision };
    });
    registerCommands(this);
  }

  apply(event: MonitorEvent): void {
    const { state, effects } = step(this.state, event, Date.now());
    this.state = state;
    this.changed = true;
    this.outbox.add(effects);
  }

  /** Makes the state fit into what a server takes. Histories of before it was weighed were handed over as they were. */
  fit(): void {
    this.weighedAt = this.state.counts.evaluations;
    if (stateBytes(this.state) <= maxStateBytes || !patched('weighed-state')) return;
    this.apply({ type: 'fit', maxBytes: maxStateBytes });
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

  /** Search attributes on transitions; the details of the UI when something was decided, or now and then. */
  show(): void {
    const now = Date.now();
    this.attributes.update(this.state, now);
    const decisions = this.state.counts.evaluations - this.state.counts.none;
    if (decisions === this.shownDecisions && now - this.shownAt < 5_000) return;
    this.shownAt = now;
    this.shownDecisions = decisions;
    setCurrentDetails(currentDetails(this.state, now));
  }

  private receive(event: MonitorEvent, payload: unknown): void {
    this.signals += 1;
    const detail = undecodableDetail(payload);
    const refused = this.state.counts.refusedBatches;
    this.apply(detail === undefined ? event : { type: 'undecodable', detail });
    if (this.state.counts.refusedBatches > refused)
      log.warn('signal refused', { reason: this.state.refused.at(-1)?.reason ?? '' });
  }
}

/** Hands everything to a fresh run. Commands under way finish first; signals that come meanwhile make the server retry. */
async function rollOver(monitor: MonitorShell, alarm: Alarm): Promise<void> {
  await condition(allHandlersFinished);
  await monitor.outbox.startRetrains();
  monitor.fit();
  alarm.disarm();
  const { input } = monitor;
  const { policy, config, ...state } = monitor.state;
  await continueAsNew<typeof monitorModel>({
    ...input,
    config,
    policy: renewPolicy(policy),
    carried: { state, outbox: carriedEffects(monitor.outbox.pending()), runs: (input.carried?.runs ?? 0) + 1 },
  });
}

export type { MonitorShell };
