import { lateness } from '../../core/command/late.ts';
import { maxStateBytes, stateBytes } from '../../core/bounds/shed.ts';
import { refusalOf } from '../../core/command/commands.ts';
import { step } from '../../core/step.ts';
import { beginRun, rulesByPatches } from '../../core/begin-run.ts';
import type { Effect, MonitorEvent } from '../../core/state/events.ts';
import type { Happened, Life, LifeRun } from './life.ts';
import type { MonitorState } from '../../core/state/state.ts';

/** One step of a monitor's life: what it knew, what happened, what it knew then, and what it wanted done. */
export interface PlayedStep {
  before: MonitorState;
  event: MonitorEvent;
  state: MonitorState;
  effects: readonly Effect[];
  now: number;
}

/** Where a life that was played has come to. */
export interface PlayedLife {
  /** `undefined` when no task of it has ended yet. */
  state: MonitorState | undefined;
  /** Runs that ended where the next one says that it began, and those that did not. */
  agreed: number;
  differed: number;
}

/**
 * Plays a monitor's life to the same `step` that has lived it, with every signal, command, answer and alarm at its own
 * moment. Each run begins with what the history says it was handed over, so that a difference ends with its run.
 *
 * @param see   told of every step
 * @param begun told of the state that each run begins with
 * @yields between two tasks, about every hundred steps
 */
export function* playLife(
  { runs }: Life,
  see: (step: PlayedStep) => void,
  begun: (state: MonitorState, now: number) => void = () => undefined
): Generator<void, PlayedLife> {
  let last: MonitorState | undefined;
  let agreed = 0;
  let differed = 0;
  for (const run of runs) {
    const first = run.tasks[0];
    if (!first) continue;
    const player = new Player(run, first.at, see);
    if (last && run.input.carried) {
      if (isSame(last, player.state)) agreed += 1;
      else differed += 1;
    }
    begun(player.state, first.at);
    player.apply({ type: 'run-began' }, first.at);
    let steps = 0;
    for (const { at, answers, messages } of run.tasks) {
      for (const one of answers) player.take(one, at);
      for (const one of messages) player.take(one, at);
      player.fit(at);
      steps += answers.length + messages.length;
      if (steps < 100) continue;
      steps = 0;
      yield;
    }
    last = player.state;
  }
  return { state: last, agreed, differed };
}

// --- internal ---

class Player {
  state: MonitorState;
  private readonly see: (step: PlayedStep) => void;
  /** The generation whose end the server tells this run. */
  private awaited: number | undefined;
  private weighedAt: number;

  constructor({ input, patches }: LifeRun, now: number, see: (step: PlayedStep) => void) {
    this.state = beginRun(
      input,
      rulesByPatches((patch) => patches.includes(patch)),
      now
    );
    this.see = see;
    this.weighedAt = this.state.counts.evaluations;
  }

  take(happened: Happened, now: number): void {
    if (happened.type === 'event') return this.apply(happened.event, now);
    if (happened.type === 'reported') {
      const awaited = this.awaited === this.state.generation;
      return this.apply({ type: 'retrain-reported', outcome: happened.outcome, awaited }, now);
    }
    const { command } = happened;
    // Who judges a challenger too late or twice is noted; deadlines count first.
    const isReview = command.name === 'approve' || command.name === 'reject';
    if (isReview) this.apply({ type: 'tick' }, now);
    const isObeyed = isReview || lateness(command, now) !== undefined || refusalOf(this.state, command) === undefined;
    if (isObeyed) this.apply({ type: 'command', command }, now);
  }

  apply(event: MonitorEvent, now: number): void {
    const before = this.state;
    const { state, effects } = step(before, event, now);
    this.state = state;
    if (event.type === 'retrain-started') this.awaited = event.generation;
    if (event.type === 'retrain-ended' || (event.type === 'retrain-finished' && event.generation !== undefined))
      this.awaited = undefined;
    this.see({ before, event, state, effects, now });
  }

  /** As the workflow does: weighing costs what the whole state costs. */
  fit(now: number): void {
    if (this.state.counts.evaluations - this.weighedAt < weighEvery) return;
    this.weighedAt = this.state.counts.evaluations;
    if (stateBytes(this.state) > maxStateBytes) this.apply({ type: 'fit', maxBytes: maxStateBytes }, now);
  }
}

/** The same as in the workflow. */
const weighEvery = 1_000;

/** What counts of a state: what it has seen, what is wanted and what is under way. */
function isSame(ended: MonitorState, begun: MonitorState): boolean {
  return essence(ended) === essence(begun);
}

function essence({ series, counts, triggers, champion, generation, phase, inFlight, approval }: MonitorState): string {
  const { evaluations: _, none: __, ...seen } = counts;
  return JSON.stringify([series, seen, triggers, champion, generation, phase, inFlight, approval], inOrder);
}

/** What was handed over may have its fields in another order. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
