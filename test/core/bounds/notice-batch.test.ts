import { describe, expect, it } from 'vitest';
import { keptInCharacters, keptNotices, nextDelivery } from '../../../src/core/bounds/notice-batch.ts';
import { noticeOf } from '../../support/notices.ts';
import type { Notice } from '../../../src/core/state/events.ts';

/** Three bytes a character, as they are in Chinese: the worst there is without escapes. */
const long = (id: number, chars: number): Notice => noticeOf(String(id), { text: '漂'.repeat(chars) });
const bytes = (notices: Notice[]): number => Buffer.byteLength(JSON.stringify(notices));
const ids = (notices: Notice[]): string[] => notices.map(({ id }) => id);

describe('nextDelivery', () => {
  it('takes the oldest, fifty at most, in their order', () => {
    const notices = Array.from({ length: 70 }, (_, i) => noticeOf(String(i)));
    expect(ids(nextDelivery(notices))).toEqual(ids(notices.slice(0, 50)));
    expect(nextDelivery([])).toEqual([]);
  });

  it('stays well below the 2 MiB that a server takes, however long notices are', () => {
    const notices = Array.from({ length: 50 }, (_, i) => long(i, 30_000));
    const sizes: number[] = [];
    const delivered: string[] = [];
    for (let rest = notices; rest.length > 0;) {
      const batch = nextDelivery(rest);
      sizes.push(bytes(batch));
      delivered.push(...ids(batch));
      rest = rest.slice(batch.length);
    }
    expect(delivered).toEqual(ids(notices));
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  });

  it('takes one that is longer than all may be together alone, for it would wait for ever', () => {
    expect(ids(nextDelivery([long(1, 300_000), long(2, 1)]))).toEqual(['1']);
    expect(ids(nextDelivery([long(1, 1), long(2, 300_000)]))).toEqual(['1']);
  });
});

describe('keptNotices', () => {
  it('keeps of what is told again and again only the newest, which must not push out what nobody has heard', () => {
    const again = (id: string, at: number): Notice => noticeOf(id, { repeated: true, at });
    const waiting = [
      noticeOf('drift'),
      again('a1', 1),
      again('b1', 1),
      noticeOf('promoted'),
      again('a2', 2),
      again('b2', 2),
    ];
    expect(ids(keptNotices(waiting))).toEqual(['drift', 'promoted', 'a2', 'b2']);
  });

  it('are the newest, 200 at most, and fit into the state that is carried over', () => {
    const many = Array.from({ length: 250 }, (_, i) => noticeOf(String(i)));
    expect(ids(keptNotices(many))).toEqual(ids(many.slice(50)));
    const large = Array.from({ length: 60 }, (_, i) => long(i, 20_000));
    const kept = keptNotices(large);
    expect(ids(kept)).toEqual(ids(large.slice(-kept.length)));
    expect(kept.length).toBeGreaterThan(5);
    expect(bytes(kept)).toBeLessThan(400_100);
  });

  it('are as many in characters as in bytes where text is plain, and never fewer', () => {
    const plain = Array.from({ length: 60 }, (_, i) => noticeOf(String(i), { text: 'x'.repeat(20_000) }));
    expect(ids(keptInCharacters(plain))).toEqual(ids(keptNotices(plain)));
    const large = Array.from({ length: 60 }, (_, i) => long(i, 20_000));
    expect(keptInCharacters(large).length).toBeGreaterThan(2 * keptNotices(large).length);
  });

  it('are all of them while they are few', () => {
    const few = [noticeOf('1'), noticeOf('2')];
    expect(keptNotices(few)).toBe(few);
  });
});
