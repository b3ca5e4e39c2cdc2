import { setTimeout as sleep } from 'node:timers/promises';
import type { DataCooldown } from './data-cooldown.ts';
import { progressOf } from './retrain-record.ts';
import type { DemoTerminal } from './terminal.ts';
import type { MonitorHandle } from '../client/monitor-handle.ts';
import type { RainService } from './service.ts';
import type { Story } from './story.ts';
import type { TableRow } from '../trainers/in-process/data/table.ts';
import type { WorkflowClient } from '@temporalio/client';

export interface Stage {
  days: readonly TableRow[];
  service: RainService;
  monitor: MonitorHandle;
  cooldown: DataCooldown;
  workflows: WorkflowClient;
  story: Story;
  terminal: DemoTerminal;
  /** Pause between two points. */
  paceMs: number;
  signal: AbortSignal;
}

/**
 * Plays the days: predicts, scores, reports, and serves the promoted version. The data's clock stops while a retrain or
 * a rollback runs, because a quarter of a year passes in a moment here, but training still takes seconds. Nothing in
 * the story depends on the wall clock: it is the same at every run.
 */
export async function play(stage: Stage): Promise<void> {
  const { days, service, monitor, cooldown, story, terminal, signal } = stage;
  for (let from = 0; from + story.daysPerPoint <= days.length; from += story.daysPerPoint) {
    signal.throwIfAborted();
    const span = days.slice(from, from + story.daysPerPoint);
    const at = span.at(-1)?.time ?? 0;
    const { accuracy, unattended } = service.score(span);
    monitor.record({ accuracy }, { at: new Date(at), version: service.version });
    await monitor.flush();
    await seen(stage, story.points.length + 1);
    await cooldown.advance(at);
    const view = await atRest(stage);
    const ewma = view.series.find(({ metric }) => metric === 'accuracy')?.ewma ?? accuracy;
    const before = story.points.at(-1)?.unattendedEwma ?? unattended;
    const unattendedEwma = story.alpha * unattended + (1 - story.alpha) * before;
    const holds = view.holds.map(({ by }) => by).filter((by) => by !== 'in-flight' && by !== 'starting');
    story.points.push({ at, accuracy, ewma, unattended, unattendedEwma, version: service.version, holds });
    terminal.point(story);
    if (view.inFlight) await watchRetrain(stage, view.inFlight.generation, at);
    else if (view.champion !== service.version) await followRollback(stage, at);
    await sleep(stage.paceMs, undefined, { signal });
  }
}

// --- internal ---

type View = Awaited<ReturnType<MonitorHandle['state']>>;

/** Waits until the monitor has taken every observation that was sent. */
async function seen({ monitor, signal }: Stage, observations: number): Promise<void> {
  for (;;) {
    const { counts } = await monitor.state();
    if (counts.observations + counts.fenced >= observations) return;
    await sleep(10, undefined, { signal });
  }
}

/** The monitor's state once no rollback is under way. */
async function atRest({ monitor, signal }: Stage): Promise<View> {
  for (;;) {
    const view = await monitor.state();
    if (!view.rollback) return view;
    await sleep(10, undefined, { signal });
  }
}

/** Without a retrain the champion changes only when a promotion fails its probation. */
async function followRollback({ service, story, terminal }: Stage, at: number): Promise<void> {
  const left = service.version;
  await service.refresh();
  if (service.version === left) return;
  story.rollbacks.push({ at, from: left, to: service.version });
  terminal.rolledBack(left, service.version, at);
}

async function watchRetrain(stage: Stage, generation: number, at: number): Promise<void> {
  const { monitor, service, story, terminal, workflows, cooldown, signal } = stage;
  await cooldown.begin(at);
  let view = await monitor.state();
  while (view.inFlight?.generation === generation) {
    await sleep(100, undefined, { signal });
    view = await monitor.state();
  }
  const retrain = await progressOf({ monitor, workflows, generation, at });
  story.retrains.push(retrain);
  terminal.retrain(retrain);
  await service.refresh();
}
