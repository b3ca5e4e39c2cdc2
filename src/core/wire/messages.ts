import type { Effect } from '../state/events.ts';
import type { MonitorConfig } from '../state/retrain.ts';
import type { MonitorState } from '../state/state.ts';
import type { NotifierTrouble } from '../state-parts/notifier-trouble.ts';
import type { Policy } from '../state/policy.ts';

/** Who asks, and why; both are kept in the ledger. */
export interface Asked {
  actor: string;
  comment?: string;
  /** Epoch milliseconds after which it is not carried out any more; set by `MonitorHandle`. @default never */
  until?: number;
}

/** Argument of the monitor workflow. */
export interface MonitorInput {
  config: MonitorConfig;
  policy: Policy;
  /** Off where the namespace has no such search attributes: upserting an unknown one fails the task for ever. */
  searchAttributes: boolean;
  /** Carried over by continue-as-new. */
  carried?: Carried;
  /** Continue as new after this many history events; the server's own suggestion (about 4,000) always counts. */
  rollAfterEvents?: number;
  /** How browsers reach the operator's page, for links in the Temporal UI. */
  pageUrl?: string;
}

export interface Carried {
  /** What stands in the input itself is not carried twice. */
  state: Omit<MonitorState, 'config' | 'policy'>;
  /** Effects that had not been carried out; each is idempotent. */
  outbox: Effect[];
  /** Notifiers that do not answer; absent from older workers. */
  notifiers?: NotifierTrouble[];
  /** Runs so far, this one not counted. */
  runs: number;
}

/** The names that a policy may use with a worker, sorted. */
export interface WorkerCard {
  /** Tells it from others on its queue: a random id. Absent from older workers. */
  worker?: string;
  trainers: string[];
  /** Tuners of which a monitor's own workers ask one; empty for a worker that only trains. */
  tuners: string[];
  /** Where metrics can be asked for; empty for a worker that only trains. */
  sources: string[];
  /** Where it keeps versions; absent from older workers, from those that only train, and while it does not answer. */
  registry?: WorkerRegistry;
}

/** A worker's registry. */
export interface WorkerRegistry {
  /** By which one registry is told from another. */
  id: string;
  /** For people: what it is, where, and of which machine. */
  place: string;
}

/** Which worker is asked. */
export interface WorkerQuery {
  /** Task queue of a worker of activities, often one in Python; absent: of whoever runs the workflow. */
  trainsOn?: string;
}
