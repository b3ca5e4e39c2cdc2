import { describe, expect, it } from 'vitest';
import { NoticeLog } from '../../../src/core/bounds/notice-log.ts';
import { noticeOf } from '../../support/notices.ts';
import type { Notice } from '../../../src/core/state/events.ts';

const ids = (notices: readonly Notice[] = []): string[] => notices.map(({ id }) => id);
const down = (name: string, error = 'HTTP 500'): { name: string; error: string; waitMs: number } => {
  return { name, error, waitMs: 2_000 };
};

function logWith(...names: string[]): NoticeLog {
  const log = new NoticeLog();
  for (const name of names) log.add(noticeOf(name));
  return log;
}

/** One notifier is being told the first notice alone; the others have had the second, too. */
function logWithLane(name: string): NoticeLog {
  const log = logWith('1');
  log.beginForAll();
  log.doneForAll([down(name)], 1_000);
  log.beginLanes();
  log.add(noticeOf('2'));
  log.beginForAll();
  log.doneForAll([], 2_000);
  return log;
}

describe('the notices on their way', () => {
  it('go to all at once, and whoever does not take them has a lane of its own from then on', () => {
    const log = logWith('1', '2');
    expect(log.beginForAll()).toEqual({ notices: [noticeOf('1'), noticeOf('2')], except: [] });
    log.add(noticeOf('3'));
    expect(log.beginForAll()).toBeUndefined();
    log.doneForAll([down('broken')], 1_000);
    // The others hear the next one while the broken one is still told the first two.
    expect(log.beginLanes()).toEqual([
      { notices: [noticeOf('1'), noticeOf('2')], only: 'broken', after: { error: 'HTTP 500', waitMs: 2_000 } },
    ]);
    expect(log.beginForAll()).toEqual({ notices: [noticeOf('3')], except: ['broken'] });
    expect(log.beginLanes()).toEqual([]);
    expect(log.troubles()).toEqual([{ name: 'broken', since: 1_000, error: 'HTTP 500', waiting: 3, missed: 0 }]);
    log.doneForAll([], 2_000);
    log.doneLane('broken');
    expect(log.beginLanes()).toEqual([{ notices: [noticeOf('3')], only: 'broken' }]);
    log.doneLane('broken');
    expect(log.troubles()).toEqual([]);
    expect(log.isEmpty).toBe(true);
    log.add(noticeOf('4'));
    expect(log.beginForAll()).toEqual({ notices: [noticeOf('4')], except: [] });
  });

  it('of a lane whose tries are used up are missed, and it goes on with the next', () => {
    const log = logWithLane('broken');
    log.doneLane('broken', { error: 'HTTP 503' });
    expect(log.troubles()).toEqual([{ name: 'broken', since: 1_000, error: 'HTTP 503', waiting: 1, missed: 1 }]);
    expect(ids(log.beginLanes()[0]?.notices)).toEqual(['2']);
    log.doneLane('broken', { error: 'HTTP 503' });
    // It stays in its lane, so that what comes next waits for nobody's time-out.
    log.add(noticeOf('3'));
    expect(log.beginForAll()).toMatchObject({ except: ['broken'] });
    expect(log.troubles()).toMatchObject([{ name: 'broken', waiting: 1, missed: 2 }]);
  });

  it('stay bounded however long one is down: the oldest are missed by it alone, and counted', () => {
    const log = logWith('first');
    log.beginForAll();
    log.doneForAll([down('broken')], 1_000);
    log.beginLanes();
    const heard: string[] = [];
    for (let n = 0; n < 300; n++) {
      log.add(noticeOf(String(n)));
      log.trim(500);
      heard.push(...ids(log.beginForAll()?.notices));
      log.doneForAll([], 2_000);
    }
    expect(heard).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
    expect(log.pending()).toHaveLength(200);
    expect(log.troubles()).toEqual([{ name: 'broken', since: 1_000, error: 'HTTP 500', waiting: 200, missed: 100 }]);
    // The first was under way all the time, and may arrive.
    log.doneLane('broken');
    expect(log.troubles()).toMatchObject([{ missed: 100 }]);
  });

  it('fail in a delivery that was pushed out meanwhile: they are missed', () => {
    const log = logWith('first');
    log.beginForAll();
    for (let n = 0; n < 250; n++) log.add(noticeOf(String(n)));
    log.trim(500);
    // The first is under way, and may arrive; fifty were never told to anybody.
    expect(log.troubles()).toMatchObject([{ name: '*', since: 500, waiting: 200, missed: 50 }]);
    expect(log.doneForAll([down('broken')], 1_000)).toBe(50);
    expect(log.troubles()).toMatchObject([{ name: 'broken', waiting: 0, missed: 1 }]);
  });

  it('are handed over to the next run with whom each is still for', () => {
    const log = logWith('1');
    log.beginForAll();
    log.doneForAll([down('broken')], 1_000);
    log.add(noticeOf('2'));
    const next = new NoticeLog(log.troubles());
    for (const { notice, lanes } of log.pending()) next.add(notice, lanes);
    expect(log.pending()).toEqual([{ notice: noticeOf('1'), lanes: ['broken'] }, { notice: noticeOf('2') }]);
    expect(next.troubles()).toEqual(log.troubles());
    expect(next.beginForAll()).toEqual({ notices: [noticeOf('2')], except: ['broken'] });
    expect(next.beginLanes()).toEqual([{ notices: [noticeOf('1'), noticeOf('2')], only: 'broken' }]);
  });

  it('of which it hears none leave its lane as it is: nobody knows whether it answers', () => {
    const log = logWith('1');
    log.beginForAll();
    log.doneForAll([down('broken')], 1_000);
    log.beginLanes();
    log.doneLane('broken', { error: 'HTTP 500' });
    log.add(noticeOf('again', { repeated: true }));
    log.beginForAll();
    log.doneForAll([], 2_000);
    expect(ids(log.beginLanes()[0]?.notices)).toEqual(['again']);
    log.doneLane('broken', { asked: false });
    const trouble = { name: 'broken', since: 1_000, error: 'HTTP 500', waiting: 0, missed: 1 };
    expect(log.troubles()).toEqual([trouble]);
    // It hears no repeats, as is known by now: none waits for it.
    log.add(noticeOf('again', { repeated: true }));
    log.beginForAll();
    expect(log.beginLanes()).toEqual([]);
    log.doneForAll([], 3_000);
    expect(log.isEmpty).toBe(true);
    log.add(noticeOf('2'));
    log.beginForAll();
    log.doneForAll([], 4_000);
    expect(ids(log.beginLanes()[0]?.notices)).toEqual(['2']);
    expect(log.doneLane('broken')).toBe(1);
    expect(log.troubles()).toEqual([]);
  });

  it('that are repeats wait for none that fails and hears no repeats', () => {
    const log = logWith('1');
    log.add(noticeOf('again', { repeated: true }));
    log.beginForAll();
    log.doneForAll([{ ...down('chat'), repeats: 'unheard' }, down('alerts')], 1_000);
    expect(log.beginLanes().map(({ only, notices }) => [only, ids(notices)])).toEqual([
      ['chat', ['1']],
      ['alerts', ['1', 'again']],
    ]);
  });

  it('end the lane of one that answers, also where the last of them is nothing that it hears', () => {
    const log = logWithLane('broken');
    log.doneLane('broken');
    log.beginLanes();
    log.doneLane('broken', { asked: false });
    expect(log.troubles()).toEqual([]);
  });

  it('that wait for one that is no longer there are missed with it', () => {
    const log = logWithLane('renamed');
    expect(log.doneLane('renamed', { error: 'no such notifier', isGone: true })).toBe(2);
    expect([log.troubles(), log.isEmpty]).toEqual([[], true]);
  });

  it('that nobody could be told are counted, until the next that all are told', () => {
    const log = logWith('1');
    log.add(noticeOf('again', { repeated: true }));
    log.beginForAll();
    log.loseForAll('activity StartToClose timeout', 1_000);
    const trouble = { name: '*', since: 1_000, error: 'activity StartToClose timeout', waiting: 0, missed: 1 };
    expect([log.troubles(), log.isEmpty]).toEqual([[trouble], true]);
    const next = new NoticeLog(log.troubles());
    next.add(noticeOf('2'));
    expect(next.troubles()).toEqual([{ ...trouble, waiting: 1 }]);
    expect(next.beginForAll()).toEqual({ notices: [noticeOf('2')], except: [] });
    expect(next.beginLanes()).toEqual([]);
    next.loseForAll('no such activity', 2_000);
    expect(next.troubles()).toEqual([{ ...trouble, error: 'no such activity', missed: 2 }]);
    next.add(noticeOf('3'));
    next.beginForAll();
    expect(next.doneForAll([], 3_000)).toBe(2);
    expect(next.troubles()).toEqual([]);
  });

  it('that nobody could be told still go to those that have a lane', () => {
    const log = logWith('1');
    log.beginForAll();
    log.doneForAll([down('broken')], 1_000);
    log.add(noticeOf('2'));
    log.beginForAll();
    log.loseForAll('timeout', 2_000);
    expect(ids(log.beginLanes()[0]?.notices)).toEqual(['1', '2']);
  });
});
