import { NoticeLog, type LaneAnswer, type NotifierFailure } from '../src/core/bounds/notice-log.ts';
import { deliver, deliverTo, type Delivered } from './carry-out.ts';
import { log, patched } from '@temporalio/workflow';
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

  trim(now: number): void {
    this.notices.trim(now);
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
      void deliverTo(delivery).then((said) => this.told.answer(() => this.laneDone(only, said)));
    }
    return isForAll || lanes.length > 0;
  }

  private beginForAll(): boolean {
    const next = this.notices.beginForAll();
    if (!next) return false;
    // Runs that began before there were lanes went on to all in one; so does a delivery that one of them has begun.
    const answer: Promise<Delivered | undefined> = patched('notifier-lanes') ? deliverTo(next) : deliver(next.notices);
    void answer.then((said = {}) =>
      this.told.answer(() => {
        if (said.repeats === 'unheard') this.told.apply({ type: 'repeats-unheard' });
        if (said.error !== undefined) return this.notices.loseForAll(said.error, Date.now());
        const failed = readFailed(said);
        const missed = this.notices.doneForAll(failed, Date.now());
        if (missed > 0) log.warn('notifiers are told again', { missed });
        for (const { name, error } of failed) log.warn('a notifier fails', { notifier: name, error });
      })
    );
    return true;
  }

  private laneDone(name: string, said: LaneAnswer): void {
    const { error, asked, isGone } = said;
    const missed = this.notices.doneLane(name, said);
    if (asked === false) return;
    if (isGone) log.error('a notifier is no longer there', { notifier: name, error, missed });
    else if (error !== undefined) log.error('notices could not be delivered', { notifier: name, error, missed });
    else if (missed > 0) log.warn('a notifier answers again', { notifier: name, missed });
  }
}

// --- internal ---

/** So many notifiers that fail get a lane each, which takes an activity; what the others miss is in the log only. */
const maxFailed = 50;

function readFailed(said: { failed?: unknown }): NotifierFailure[] {
  const given: unknown[] = Array.isArray(said.failed) ? said.failed : [];
  const failed = given.flatMap((one) => {
    const { name, error, waitMs, repeats } = (one ?? {}) as Partial<Record<keyof NotifierFailure, unknown>>;
    if (typeof name !== 'string' || typeof waitMs !== 'number') return [];
    const deaf: Pick<NotifierFailure, 'repeats'> = repeats === 'unheard' ? { repeats } : {};
    return [{ name, error: typeof error === 'string' ? error : 'no reason', waitMs, ...deaf }];
  });
  const beyond = failed.slice(maxFailed).map(({ name }) => name);
  if (beyond.length > 0) log.error('too many notifiers fail: these miss notices', { notifiers: beyond });
  return failed.slice(0, maxFailed);
}
