import { describe, expect, it } from 'vitest';
import { carriedEffects } from '../../../src/core/bounds/carried-effects.ts';
import { noticeOf } from '../../support/notices.ts';
import type { Effect } from '../../../src/core/state/events.ts';

const reads: Effect = { type: 'read-kill-switch', model: 'a:b', tenant: null };
const looks: Effect = { type: 'look-up-retrain', retrainId: 'monitor/a:b/retrain/1', generation: 1 };
const drops: Effect = {
  type: 'reject-challenger',
  model: 'a:b',
  changeId: 'monitor/a:b/retrain/1/reject',
  version: '1.0.1',
  actor: 'ada',
  reason: 'x'.repeat(500),
};
const tells = (id: number, text = 'told'): Effect => ({ type: 'notify', notice: noticeOf(String(id), { text }) });

describe('carriedEffects', () => {
  it('keeps what there is to do, in its order', () => {
    const effects = [drops, tells(1), looks, reads, tells(2)];
    expect(carriedEffects(effects)).toEqual(effects);
    expect(carriedEffects([])).toEqual([]);
  });

  it('a question that was asked a thousand times is carried once', () => {
    const many = Array.from({ length: 1_000 }, () => ({ ...reads }));
    expect(carriedEffects([looks, ...many, { ...looks }, tells(1)])).toEqual([reads, looks, tells(1)]);
  });

  it('the registry is looked at once, however often that was wanted', () => {
    const look: Effect = { type: 'look-at-registry', model: 'a:b', trainer: { name: 't' } };
    expect(carriedEffects([look, { ...look }, reads, { ...look }])).toEqual([reads, look]);
  });

  it('of notices the newest are kept that fit beside what has to be done', () => {
    const notices = Array.from({ length: 100 }, (_, i) => tells(i, '漢'.repeat(900)));
    const kept = carriedEffects([drops, ...notices], 60_000);
    expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(60_000);
    expect(kept[0]).toEqual(drops);
    expect(kept.slice(1)).toEqual(notices.slice(-(kept.length - 1)));
    expect(kept.length).toBeGreaterThan(15);
    expect(carriedEffects([drops, ...notices], 10)).toEqual([drops]);
  });
});
