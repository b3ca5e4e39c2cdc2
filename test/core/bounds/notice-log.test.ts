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
    const log = logWith('1');
    log.beginForAll();
    log.doneForAll([down('broken')], 1_000);
    log.beginLanes();
    log.add(noticeOf('2'));
    log.beginForAll();
    log.doneForAll([], 2_000);
    log.doneLane('broken', 'HTTP 503');
    expect(log.troubles()).toEqual([{ name: 'broken', since: 1_000, error: 'HTTP 503', waiting: 1, missed: 1 }]);
    expect(ids(log.beginLanes()[0]?.notices)).toEqual(['2']);
    log.doneLane('broken', 'HTTP 503');
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
      log.trim();
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
    log.trim();
    log.doneForAll([down('broken')], 1_000);
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
});
