import { deepFreeze } from './deep-freeze.ts';
import { nextDeadline } from '../../src/core/view/deadline.ts';
import { expect } from 'vitest';
import { noon, stateOf } from './policies.ts';
import { step } from '../../src/core/step.ts';
import type { Command, Effect, MonitorEvent, Notice } from '../../src/core/state/events.ts';
import type { MetricBatch, MetricSeries } from '../../src/core/wire/batch.ts';
import type { MonitorState } from '../../src/core/state/state.ts';
import type { Policy } from '../../src/core/state/policy.ts';
import type { RetrainOutcome, RetrainRequest } from '../../src/core/state/retrain.ts';

type Asked<C = Command> = C extends Command ? Omit<C, 'actor' | 'comment'> & { comment?: string } : never;

/** A monitor without Temporal: keeps the state, the time and everything that was asked of the world. */
export class TestMonitor {
  state: MonitorState;
  now: number;
  readonly effects: Effect[] = [];
  private seq = 0;

  constructor(state: MonitorState, now = noon) {
    this.state = state;
    this.now = now;
  }

  apply(event: MonitorEvent): Effect[] {
    const { state, effects } = step(deepFreeze(this.state), event, this.now);
    this.state = state;
    this.effects.push(...effects);
    return effects;
  }

  /** Observations of the whole model, one a second from now on in event time. */
  observe(metric: string, values: (number | null)[], more: Partial<MetricSeries> = {}): Effect[] {
    return this.send([{ metric, t0: this.now, dt: 1_000, v: values as number[], ...more }]);
  }

  send(series: MetricSeries[], more: Partial<MetricBatch> = {}): Effect[] {
    this.seq += 1;
    return this.apply({ type: 'batch', batch: { source: 'test', seq: this.seq, series, ...more } });
  }

  /** Lets time pass and wakes the monitor at every deadline on the way, as the workflow's alarm does. */
  pass(ms: number): Effect[] {
    const end = this.now + ms;
    const effects: Effect[] = [];
    for (;;) {
      const next = nextDeadline(this.state, this.now);
      if (!next || next.at > end) break;
      this.now = Math.max(this.now, next.at);
      effects.push(...this.apply({ type: 'tick' }));
    }
    this.now = end;
    return effects;
  }

  command(asked: Asked): Effect[] {
    return this.apply({ type: 'command', command: { actor: 'ada', comment: '', ...asked } });
  }

  /** The retrain in flight starts now. */
  started(): Effect[] {
    return this.apply({ type: 'retrain-started', generation: this.state.generation, at: this.now });
  }

  finished(outcome: Partial<RetrainOutcome>): Effect[] {
    const complete = { generation: this.state.generation, status: 'failed', finishedAt: this.now, ...outcome };
    return this.apply({ type: 'retrain-finished', outcome: complete });
  }

  /** Starts and ends the retrain in flight, with a new version that serves at once. */
  promoted(version: string): Effect[] {
    this.started();
    return this.finished({ status: 'promoted', version, previousVersion: this.state.champion });
  }

  launches(): RetrainRequest[] {
    return this.effects.flatMap((effect) => (effect.type === 'start-retrain' ? [effect.request] : []));
  }

  notices(event?: Notice['event']): Notice[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'notify' && (event === undefined || effect.notice.event === event) ? [effect.notice] : []
    );
  }

  /** What the ledger says was decided, oldest first: `held(cooldown)`, `launched`. */
  decisions(): string[] {
    return this.state.ledger.map(({ decision, heldBy }) =>
      heldBy.length === 0 ? decision : `${decision}(${heldBy.map(({ by }) => by).join(',')})`
    );
  }
}

/** A monitor of that policy whose first retrain is in flight, because accuracy has fallen to 0.8. */
export function monitorInFlight(policy: Policy): TestMonitor {
  const monitor = new TestMonitor(stateOf(policy));
  monitor.observe('accuracy', [0.8]);
  expect(monitor.state.inFlight?.generation).toBe(1);
  return monitor;
}
