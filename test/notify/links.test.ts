import { describe, expect, it } from 'vitest';
import { Notifiers } from '../../src/notify/notifiers.ts';
import { pageAddress } from '../../src/terms/page-address.ts';
import type { Notice } from '../../src/core/state/events.ts';

const notice: Notice = {
  id: 'n1',
  at: 1_772_452_800_000,
  model: 'shop:ranker',
  tenant: null,
  event: 'drift',
  severity: 'full',
  text: 'accuracy below 0.9',
  reasons: [],
  holds: [],
};

async function heard(given: Partial<Notice>, pageUrl?: string): Promise<Notice> {
  const notices: Notice[] = [];
  const notifiers = new Notifiers({ all: { notify: async (list) => void notices.push(...list) } }, undefined, pageUrl);
  await notifiers.dispatch([{ ...notice, ...given }]);
  return notices[0]!;
}

describe('a link to the page', () => {
  it.each([
    [{}, '/models/shop:ranker'],
    [{ event: 'approval-needed' }, '/models/shop:ranker/approval'],
    [
      { event: 'retrain-finished', outcome: { generation: 7, status: 'failed', finishedAt: 1 } },
      '/models/shop:ranker/retrains/7',
    ],
  ] as const)('is in every notice, of what it is about: %o', async (given, path) => {
    expect((await heard(given as Partial<Notice>, 'https://retrain.example/')).link).toBe(
      `https://retrain.example${path}`
    );
  });

  it('is in none where nobody has said how the page is reached', async () => {
    expect(await heard({})).not.toHaveProperty('link');
    expect(await heard({}, 'javascript:alert(1)')).not.toHaveProperty('link');
  });

  it('leads below the path that the page has', () => {
    const place = { model: 'shop:ranker', view: 'policy' } as const;
    expect(pageAddress('https://example.com/retrain/', place)).toBe(
      'https://example.com/retrain/models/shop:ranker/policy'
    );
    expect(pageAddress(undefined, place)).toBeUndefined();
  });
});
