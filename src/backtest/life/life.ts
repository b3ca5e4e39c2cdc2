import type { Command, MonitorEvent } from '../../core/state/events.ts';
import type { MonitorInput } from '../../core/wire/messages.ts';

/** One run of a monitor's workflow, as its event history has it. */
export interface LifeRun {
  runId: string;
  input: MonitorInput;
  /** Patches that were taken in it, by their names. */
  patches: readonly string[];
  tasks: LifeTask[];
}

/** What one task of the workflow has taken in: answers before messages, as the workflow does. */
export interface LifeTask {
  /** The monitor's clock, in epoch milliseconds. */
  at: number;
  answers: Happened[];
  messages: Happened[];
}

/** What happened, as the history tells it: some of it becomes an event only by what the monitor knew then. */
export type Happened =
  | { type: 'event'; event: MonitorEvent }
  /** A signal said that a retrain has ended; it counts for less where the server tells anyway. */
  | { type: 'reported'; outcome: unknown }
  /** An update that had been accepted. */
  | { type: 'command'; command: Command };

/** A monitor's life, as far as its server still has it: runs, oldest first. */
export interface Life {
  runs: LifeRun[];
  /** Whether there were earlier ones, that are gone from the server or were not asked for. */
  isCut: boolean;
}
