import { NoticeLog, type Failed } from '../src/core/bounds/notice-log.ts';
import { deliver, deliverTo } from './carry-out.ts';
import { log, patched } from '@temporalio/workflow';
import type { DeliveryAnswer } from '../activities/contract.ts';
import type { MonitorEvent, Notice } from '../src/core/state/events.ts';
import type { NotifierTrouble } from '../src/core/state-parts/notifier-trouble.ts';
import type { Take } from './inbox.ts';

/** Has notices told: to all notifiers that answer in one lane, to each that does not in a lane of its own. */
export class Deliveries {
  private readonly notices: NoticeLog;
  private readonly told: { answer(take: Take): void; apply(event: MonitorEvent): void };

  constructor(told: Deliveries['told'], troubles: readonly NotifierTrouble[] = []) {
    this.told = told;
    this.notices = new NoticeLog(troubles);
  }

  get isBusy(): boolean {
    return this.notices.isBusy;
  }

  add(notice: Notice, lanes?: readonly string[]): void {
    this.notices.add(notice, lanes);
  }

  trim(): void {
    this.notices.trim();
  }

  pending(): ReturnType<NoticeLog['pending']> {
    return this.notices.pending();
  }

  troubles(): NotifierTrouble[] {
    return this.notices.troubles();
  }

  /** Begins whatever can be begun. True when that took a command. */
  begin(): boolean {
    const isForAll = this.beginForAll();
    const lanes = this.notices.beginLanes();
    for (const delivery of lanes) {
      const { only } = delivery;
      void deliverTo(delivery).then(({ error }) => this.told.answer(() => this.laneDone(only, error)));
    }
    return isForAll || lanes.length > 0;
  }

  private beginForAll(): boolean {
    const next = this.notices.beginForAll();
    if (!next) return false;
    // Runs that began before there were lanes went on to all in one; so does a delivery that one of them has begun.
    const answer: Promise<DeliveryAnswer | undefined> = patched('notifier-lanes')
      ? deliverTo(next)
      : deliver(next.notices);
    void answer.then((said = {}) =>
      this.told.answer(() => {
        if (said.repeats === 'unheard') this.told.apply({ type: 'repeats-unheard' });
        const failed = readFailed(said);
        this.notices.doneForAll(failed, Date.now());
        for (const { name, error } of failed) log.warn('a notifier fails', { notifier: name, error });
      })
    );
    return true;
  }

  private laneDone(name: string, error: string | undefined): void {
    const missed = this.notices.doneLane(name, error);
    if (error !== undefined) log.error('notices could not be delivered', { notifier: name, error, missed });
    else if (missed > 0) log.warn('a notifier answers again', { notifier: name, missed });
  }
}

// --- internal ---

/** A worker has so many notifiers that fail at most: each takes an activity. */
const maxFailed = 50;

function readFailed(said: { failed?: unknown }): Failed[] {
  const given: unknown[] = Array.isArray(said.failed) ? said.failed.slice(0, maxFailed) : [];
  return given.flatMap((one) => {
    const { name, error, waitMs } = (one ?? {}) as Partial<Record<keyof Failed, unknown>>;
    if (typeof name !== 'string' || typeof waitMs !== 'number') return [];
    return [{ name, error: typeof error === 'string' ? error : 'no reason', waitMs }];
  });
}
