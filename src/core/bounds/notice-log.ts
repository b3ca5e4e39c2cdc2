import { keptNotices, nextDelivery } from './notice-batch.ts';
import { allNotifiers, type NotifierTrouble } from '../state-parts/notifier-trouble.ts';
import type { Notice } from '../state/events.ts';

/** A notifier that did not take a delivery. */
export interface NotifierFailure {
  name: string;
  error: string;
  /** How long it is to be left alone. */
  waitMs: number;
  /** It hears no alert that is repeated: none is to wait for it. */
  repeats?: 'unheard';
}

/** What came of a delivery to one alone. */
export interface LaneAnswer {
  /** What it answered at last. @default it took them */
  error?: string;
  /** `false`: it hears nothing of it, and nobody knows whether it answers. @default it was asked */
  asked?: false;
  /** No worker knows it any longer. @default false */
  isGone?: boolean;
}

/** What goes out together: to all notifiers except these, or to one alone. */
export type Delivery = { notices: Notice[] } & (
  | { except: string[] }
  /** `after`: it has just failed, so the first try is over. */
  | { only: string; after?: { error: string; waitMs: number } }
);

/**
 * Notices on their way, each kept once however many notifiers wait for it. Those that answer are told together. One
 * that does not gets a lane of its own, in which its notices keep their order, until it has caught up.
 */
export class NoticeLog {
  private waiting: Waiting[] = [];
  private forAll: readonly Waiting[] | undefined;
  /** What those who answer have missed, every one of them. */
  private lost: Omit<NotifierTrouble, 'name' | 'waiting'> | undefined;
  private readonly lanes = new Map<string, NoticeLane>();

  constructor(troubles: readonly NotifierTrouble[] = []) {
    for (const { name, since, error, missed } of troubles) {
      if (name === allNotifiers) this.lost = { since, error, missed };
      else this.lanes.set(name, { since, error, missed });
    }
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** A delivery is under way. */
  get isBusy(): boolean {
    return this.forAll !== undefined || [...this.lanes.values()].some(({ underWay }) => underWay !== undefined);
  }

  /** @param lanes who has not had it yet. @default nobody has */
  add(notice: Notice, lanes: readonly string[] = []): void {
    const known = lanes.filter((name) => this.lanes.has(name));
    this.waiting.push({ notice, isForAll: known.length === 0, lanes: new Set(known) });
  }

  /** Lets go of the oldest where there are too many: then it is a notifier that is down that they wait for. */
  trim(now: number): void {
    const notices = this.waiting.map(({ notice }) => notice);
    const kept = keptNotices(notices);
    if (kept === notices) return;
    const stays = new Set(kept);
    for (const one of this.waiting) {
      if (stays.has(one.notice)) continue;
      for (const name of one.lanes) {
        const lane = this.lanes.get(name);
        if (lane && !lane.underWay?.includes(one)) missedBy(lane, [one]);
      }
      if (one.isForAll && !this.forAll?.includes(one)) this.missedByAll([one], 'too many notices wait', now);
    }
    this.waiting = this.waiting.filter(({ notice }) => stays.has(notice));
  }

  /** What is to be done still, for the next run. */
  pending(): { notice: Notice; lanes?: string[] }[] {
    return this.waiting.map(({ notice, isForAll, lanes }) => (isForAll ? { notice } : { notice, lanes: [...lanes] }));
  }

  /** Those that do not answer; none when all is well. */
  troubles(): NotifierTrouble[] {
    const lanes = [...this.lanes].map(([name, { since, error, missed }]) => {
      const waiting = this.waiting.filter((one) => one.lanes.has(name)).length;
      return { name, since, error, waiting, missed };
    });
    if (!this.lost) return lanes;
    const waiting = this.waiting.filter(({ isForAll }) => isForAll).length;
    return [{ name: allNotifiers, ...this.lost, waiting }, ...lanes];
  }

  /** The next that go to all who answer; those who do not get it in their lanes. */
  beginForAll(): { notices: Notice[]; except: string[] } | undefined {
    if (this.forAll) return undefined;
    const next = oldest(this.waiting.filter(({ isForAll }) => isForAll));
    if (next.length === 0) return undefined;
    const except = [...this.lanes.keys()];
    for (const one of next) for (const [name, lane] of this.lanes) waitFor(lane, name, one);
    this.forAll = next;
    return { notices: next.map(({ notice }) => notice), except };
  }

  /**
   * All who answer have it but these.
   *
   * @returns how many all of them have missed before
   */
  doneForAll(failed: readonly NotifierFailure[], now: number): number {
    const told = this.forAll ?? [];
    this.forAll = undefined;
    for (const { name, error, waitMs, repeats } of failed) {
      const lane = this.lanes.get(name) ?? { since: now, error, missed: 0 };
      lane.waitMs = waitMs;
      if (repeats === 'unheard') lane.isDeafToRepeats = true;
      this.lanes.set(name, lane);
      const here = told.filter((one) => this.waiting.includes(one));
      for (const one of here) waitFor(lane, name, one);
      missedBy(
        lane,
        told.filter((one) => !here.includes(one))
      );
    }
    for (const one of told) one.isForAll = false;
    this.sweep();
    const { missed = 0 } = this.lost ?? {};
    this.lost = undefined;
    return missed;
  }

  /** Nobody could be told, however often it was tried: those who answer miss it. Those with a lane may still get it. */
  loseForAll(error: string, now: number): void {
    const told = this.forAll ?? [];
    this.forAll = undefined;
    this.missedByAll(told, error, now);
    for (const one of told) one.isForAll = false;
    this.sweep();
  }

  /** What can be told by now to those that lag behind. */
  beginLanes(): { notices: Notice[]; only: string; after?: { error: string; waitMs: number } }[] {
    return [...this.lanes].flatMap(([only, lane]) => {
      const next = lane.underWay ? [] : oldest(this.waiting.filter(({ lanes }) => lanes.has(only)));
      if (next.length === 0) return [];
      const { error, waitMs } = lane;
      lane.underWay = next;
      delete lane.waitMs;
      const notices = next.map(({ notice }) => notice);
      return [{ notices, only, ...(waitMs === undefined ? {} : { after: { error, waitMs } }) }];
    });
  }

  /**
   * It has taken what it was told, or has been asked for the last time.
   *
   * @param answer what came of it. @default it took them
   * @returns how many it has missed so far
   */
  doneLane(name: string, { error, asked, isGone = false }: LaneAnswer = {}): number {
    const lane = this.lanes.get(name);
    if (!lane) return 0;
    const told = lane.underWay ?? [];
    delete lane.underWay;
    const isLater = (one: Waiting): boolean => one.lanes.has(name) && !told.includes(one);
    if (error !== undefined) {
      lane.error = error;
      missedBy(lane, isGone ? [...told, ...this.waiting.filter(isLater)] : told);
    } else if (asked === false && told.every(({ notice }) => notice.repeated)) lane.isDeafToRepeats = true;
    if (asked !== false) lane.answers = error === undefined;
    for (const one of this.waiting)
      if (isGone || told.includes(one) || (lane.isDeafToRepeats && one.notice.repeated)) one.lanes.delete(name);
    if (isGone || (lane.answers && !this.waiting.some(isLater))) this.lanes.delete(name);
    this.sweep();
    return lane.missed;
  }

  private missedByAll(lost: readonly Waiting[], error: string, now: number): void {
    this.lost = { since: now, missed: 0, ...this.lost, error };
    missedBy(this.lost, lost);
  }

  private sweep(): void {
    this.waiting = this.waiting.filter(({ isForAll, lanes }) => isForAll || lanes.size > 0);
  }
}

// --- internal ---

interface Waiting {
  readonly notice: Notice;
  /** Those who answer have not had it yet. */
  isForAll: boolean;
  /** Those that do not, and have not had it yet. */
  readonly lanes: Set<string>;
}

interface NoticeLane {
  readonly since: number;
  error: string;
  missed: number;
  /** It took what it was last asked to take. */
  answers?: boolean;
  isDeafToRepeats?: boolean;
  /** It has just failed, and is to be left alone for so long. */
  waitMs?: number;
  underWay?: readonly Waiting[];
}

function oldest(waiting: readonly Waiting[]): Waiting[] {
  return waiting.slice(0, nextDelivery(waiting.map(({ notice }) => notice)).length);
}

function waitFor(lane: NoticeLane, name: string, one: Waiting): void {
  if (!(lane.isDeafToRepeats && one.notice.repeated)) one.lanes.add(name);
}

/** An alert that is told again and again is not missed. */
function missedBy(lane: { missed: number }, lost: readonly Waiting[]): void {
  lane.missed += lost.filter(({ notice }) => !notice.repeated).length;
}
