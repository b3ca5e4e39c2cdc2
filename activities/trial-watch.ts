import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { choosePruner } from '../src/tuners/choose-pruner.ts';
import type { JobContext, Progress } from '../src/trainers/trainer.ts';
import type { Pruner } from '../src/tuners/pruner.ts';
import type { PruningQuery, TrialReport } from './contract.ts';

/**
 * Follows the partial results of one trial and stops it if the pruner says so. The data to compare with comes with the
 * job and does not change while it runs, so the verdict depends on the trial alone. Heartbeats carry its own partial
 * results: if this attempt dies, the next one knows what was reported before.
 */
export class TrialWatch {
  /** What the trainer gets: its heartbeats pass through here, and its signal may mean that the trial was pruned. */
  readonly context: JobContext;
  private readonly number: number;
  private readonly query: PruningQuery;
  private readonly pruner: Pruner;
  private readonly stop = new AbortController();
  private reports: TrialReport[];

  constructor(number: number, query: PruningQuery, job: JobContext) {
    this.number = number;
    this.query = query;
    this.pruner = choosePruner(query.pruner);
    this.reports = reportsIn(job.lastProgress);
    this.context = {
      ...job,
      signal: AbortSignal.any([job.signal, this.stop.signal]),
      heartbeat: (progress) => {
        this.observe(progress);
        const details: Progress & { reports: TrialReport[] } = { ...progress, reports: this.summary() };
        job.heartbeat(details);
      },
    };
  }

  /** Whether this watch stopped the trial. */
  get pruned(): boolean {
    return this.stop.signal.aborted;
  }

  /** The first partial result in each twentieth of the training, and the last. */
  summary(): TrialReport[] {
    return [...this.reports];
  }

  /** How the workflow learns of it: not an error, and nothing to retry. */
  failure(): ApplicationFailure {
    const reports = this.summary();
    const [percent, score] = reports.at(-1) ?? [0, Number.NaN];
    return ApplicationFailure.create({
      message: `Trial ${this.number} was stopped by ${this.query.pruner.type} at ${percent.toFixed(0)} % with ${score}`,
      type: 'TrialPruned',
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
      details: [{ reports }],
    });
  }

  private observe({ fraction, score }: Progress): void {
    if (score === undefined || this.pruned) return;
    const percent = 100 * fraction;
    // An attempt that had to start over reports known results again.
    const before = this.reports.filter(([earlier]) => earlier < percent);
    const intermediate: TrialReport[] = [...before, [percent, score]];
    if (Number.isFinite(score)) this.reports = [...withoutSurplus(before), [percent, score]];
    // At its end a trial costs nothing more: its result counts in full.
    if (fraction >= 1) return;
    const trial = { number: this.number, params: {}, state: 'running' as const, value: null, intermediate };
    if (this.pruner(trial, this.query.trials, this.query.goal)) this.stop.abort(this.failure());
  }
}

// --- internal ---

/** Leaves out a last report that is not also the first of its twentieth. */
function withoutSurplus(reports: TrialReport[]): TrialReport[] {
  const [one, last] = reports.slice(-2);
  return one && last && twentieth(one[0]) === twentieth(last[0]) ? reports.slice(0, -1) : reports;
}

function twentieth(percent: number): number {
  return Math.floor(percent / 5);
}

function reportsIn(progress: (Progress & { reports?: unknown }) | undefined): TrialReport[] {
  const { reports } = progress ?? {};
  if (!Array.isArray(reports)) return [];
  return reports.filter(
    (report): report is TrialReport => Array.isArray(report) && report.length === 2 && report.every(Number.isFinite)
  );
}
