import type { MonitorSummary } from '../api/types.ts';

/** What the server tells to have changed. */
export interface Change {
  changed: MonitorSummary[];
  gone: string[];
}

/** Brings what was read up to what has been told since. */
export type Current = (monitors: readonly MonitorSummary[]) => readonly MonitorSummary[];

/**
 * Reads the fleet, once at a time. An answer may be older than a change that is told while it is on its way, so that
 * the change goes on top of it; who wants a reading meanwhile gets another one after it.
 */
export class FleetReading {
  private readonly stopped: AbortSignal;
  private readonly read: (current: Current) => Promise<void>;
  private meanwhile: Change[] | undefined;
  private isWantedAgain = false;

  constructor(stopped: AbortSignal, read: (current: Current) => Promise<void>) {
    this.stopped = stopped;
    this.read = read;
  }

  get isUnderWay(): boolean {
    return this.meanwhile !== undefined;
  }

  want(): void {
    if (this.isUnderWay) this.isWantedAgain = true;
    else void this.readAll();
  }

  change(change: Change): void {
    this.meanwhile?.push(change);
  }

  // --- internal ---

  private async readAll(): Promise<void> {
    do {
      const changes: Change[] = [];
      this.isWantedAgain = false;
      this.meanwhile = changes;
      await this.read((monitors) => changes.reduce(changed, monitors));
    } while (this.isWantedAgain && !this.stopped.aborted);
    this.meanwhile = undefined;
  }
}

/** The fleet after a change. */
export function changed(before: readonly MonitorSummary[], change: Change): readonly MonitorSummary[] {
  const list = new Map(before.map((one) => [one.model, one]));
  for (const one of change.changed) list.set(one.model, seen(one));
  for (const model of change.gone) list.delete(model);
  return [...list.values()];
}

/**
 * Its state is that of the last time that a worker said something: without one nothing is watched. A retrain that has
 * failed says more than a state that needs nobody.
 */
export function seen(monitor: MonitorSummary): MonitorSummary {
  if (monitor.status !== 'RUNNING') return monitor;
  if (monitor.hasWorker === false) return { ...monitor, state: 'no-worker' };
  return monitor.retrainFailed && calm.has(monitor.state) ? { ...monitor, state: 'retrain-failed' } : monitor;
}

// --- internal ---

const calm: ReadonlySet<string | null> = new Set(['stable', 'warming-up', 'warning', null]);
