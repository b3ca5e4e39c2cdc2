import { cancelRetrain, carryOut, startRetrain, type Call, type Of, type Said } from './carry-out.ts';
import { Causes } from './cause.ts';
import { checkPolicy, type Checked } from './commands.ts';
import { executionTimeoutOf } from '../src/core/state/retrain.ts';
import { Deliveries } from './deliveries.ts';
import { Lane } from './lane.ts';
import { ActivityFailure, log, patched, type ChildWorkflowHandle, type Workflow } from '@temporalio/workflow';
import type { NotifierTrouble } from '../src/core/state-parts/notifier-trouble.ts';
import type { Effect, MonitorEvent } from '../src/core/state/events.ts';
import type { RetrainRequest } from '../src/core/state/retrain.ts';
import type { Take } from './inbox.ts';

/** What the outbox needs to know, and what it tells the monitor; each is taken in when its turn comes. */
export interface Told {
  answer(take: Take): void;
  apply(event: MonitorEvent): void;
  /** Whether retrains carry search attributes, as the monitor does. */
  searchAttributes: boolean;
  /** How browsers reach the operator's page, for links in the Temporal UI. */
  pageUrl?: string | undefined;
}

/**
 * What `step` wants done, until it is done. It only collects; `dispatch`, which the main loop calls once a task, is the
 * one place where any of it is begun. Retrains, notices, changes of the registry and questions each go in a lane of
 * their own, in order: a dead webhook holds up neither the monitor, a rollback nor another notifier, and a question
 * about a retrain that hangs none of them. What is still here at continue-as-new is carried over and done again: every
 * effect is idempotent by its own key.
 */
export class Outbox {
  private readonly told: Told;
  private readonly starts = new Lane<RetrainRequest>();
  private readonly cancels = new Lane<Of<'cancel-retrain'>>();
  private readonly changes = new Lane<Call>();
  private readonly questions = new Lane<Call>();
  private readonly recalls = new Lane<Of<'recall'>>();
  private readonly checks = new Lane<Check>();
  private readonly causes = new Causes<RetrainRequest>();
  private readonly notices: Deliveries;
  private awaited: number | undefined;

  /** @param troubles notifiers that do not answer. @default all do */
  constructor(told: Told, troubles?: readonly NotifierTrouble[]) {
    this.told = told;
    this.notices = new Deliveries(told, troubles);
  }

  add(effects: readonly Effect[]): void {
    for (const effect of effects) this.sort(effect);
    this.notices.trim(Date.now());
  }

  /** Has a policy checked outside; the answer is there when its turn has come. */
  check(monitor: unknown): Promise<Checked> {
    return new Promise((resolve, reject) => this.checks.add({ monitor, resolve, reject }));
  }

  /** The server tells this run how that retrain ends; no report is needed. */
  awaits(generation: number): boolean {
    return this.awaited === generation;
  }

  /** A child whose start is not confirmed must not be left behind: the next run would find its id taken. */
  get isStarting(): boolean {
    return this.starts.isBusy;
  }

  get isEmpty(): boolean {
    return this.pending().length === 0 && this.checks.isEmpty;
  }

  /** Something is under way outside, and its answer may come with the next thing that happens. */
  get isBusy(): boolean {
    const lanes = [this.starts, this.cancels, this.changes, this.questions, this.recalls, this.checks];
    return this.notices.isBusy || this.awaited !== undefined || lanes.some(({ isBusy }) => isBusy);
  }

  /** Notifiers that do not answer. */
  troubles(): NotifierTrouble[] {
    return this.notices.troubles();
  }

  /** Pending effects, for the next run. */
  pending(): Effect[] {
    const retrains = this.starts.jobs.map((request) => ({ type: 'start-retrain', request }) as const);
    const notices = this.notices.pending().map((one) => ({ type: 'notify', ...one }) as const);
    return [
      ...this.recalls.jobs,
      ...retrains,
      ...this.cancels.jobs,
      ...this.changes.jobs,
      ...this.questions.jobs,
      ...notices,
    ];
  }

  /** Begins whatever can be begun. True when that took a command. */
  dispatch(): boolean {
    const begun = [
      this.begin(this.recalls, carryOut),
      this.begin(this.starts, (request) => this.causes.during(request, () => this.start(request))),
      // What has not been started yet cannot be cancelled.
      this.starts.isEmpty && this.begin(this.cancels, cancelRetrain),
      this.begin(this.changes, carryOut),
      this.begin(this.questions, carryOut),
      this.begin(this.checks, (check) => checkPolicy(check.monitor).then(check.resolve, check.reject)),
      this.notices.begin(),
    ];
    return begun.includes(true);
  }

  private async start(request: RetrainRequest): Promise<MonitorEvent> {
    const timeout = executionTimeoutOf(request.spec);
    return this.started(request, await startRetrain(request, timeout, this.told));
  }

  private sort(effect: Effect): void {
    switch (effect.type) {
      case 'start-retrain':
        this.causes.keep(effect.request);
        return this.starts.add(effect.request);
      case 'cancel-retrain':
        return this.cancels.add(effect);
      case 'notify':
        return this.notices.add(effect.notice, effect.lanes);
      case 'recall':
        // A recall that waits will answer for this one too.
        return this.recalls.isEmpty ? this.recalls.add(effect) : undefined;
      case 'look-up-retrain':
        return this.isAsked(effect.retrainId) ? undefined : this.questions.add(effect);
      case 'read-kill-switch':
      case 'look-at-registry':
        // Runs of before asked as often as they were told to.
        return this.isAboutToBeAsked(effect) && patched('asked-once') ? undefined : this.questions.add(effect);
      case 'adopt':
      case 'promote':
      case 'reject-challenger':
      case 'roll-back':
        return this.changes.add(effect);
    }
  }

  private isAsked(retrainId: string): boolean {
    return this.questions.jobs.some((job) => job.type === 'look-up-retrain' && job.retrainId === retrainId);
  }

  /** A recall already under way may miss what has happened since; of those that wait, one is enough. */
  private isAboutToBeAsked(effect: Call): boolean {
    const asked = JSON.stringify(effect);
    return this.questions.waiting.some((job) => JSON.stringify(job) === asked);
  }

  private begin<Job>(lane: Lane<Job>, work: (job: Job) => Promise<Said | void>): boolean {
    const job = lane.begin();
    if (job === undefined) return false;
    const end = (events: readonly MonitorEvent[]): void =>
      this.told.answer(() => {
        lane.done();
        for (const event of events) this.told.apply(event);
      });
    void work(job).then(
      (events) => end([events ?? []].flat()),
      (error: unknown) => {
        if (!(error instanceof ActivityFailure)) throw error;
        log.error('given up for good', { error: String(error.cause ?? error) });
        end([]);
      }
    );
    return true;
  }

  private started(request: RetrainRequest, child: ChildWorkflowHandle<Workflow> | undefined): MonitorEvent {
    if (!child) return { type: 'retrain-taken', request };
    const { generation } = request;
    this.awaited = generation;
    const ended = (event: MonitorEvent): void =>
      this.told.answer(() => {
        this.awaited = undefined;
        this.told.apply(event);
      });
    child.result().then(
      (outcome: unknown) => ended({ type: 'retrain-finished', outcome, generation }),
      // Ended from outside: what it had done by then the registry knows.
      () => ended({ type: 'retrain-ended', generation })
    );
    return { type: 'retrain-started', generation, at: Date.now(), runId: child.firstExecutionRunId };
  }
}

// --- internal ---

interface Check {
  monitor: unknown;
  resolve(checked: Checked): void;
  reject(error: unknown): void;
}
