import { describe, expect, it } from 'vitest';
import { stillOn } from '../../page/fleet/kill-switch/still-on.ts';

const acme = { scope: { tenant: 'acme' }, since: '2026-03-02T12:00:00.000Z' };
const all = { scope: { all: true as const }, since: acme.since };

describe('the kill switches that are on', () => {
  it('are those of the list that were not turned off here, which the list may not know yet', () => {
    expect(stillOn([acme, all], [acme])).toEqual([all]);
  });

  it('have one that was turned on again after it was turned off here', () => {
    const again = { ...acme, since: '2026-03-02T12:00:01.000Z' };
    expect(stillOn([again], [acme])).toEqual([again]);
  });
});
