import { describe, expect, it } from 'vitest';
import { becameOf, type Aftermath } from '../../../src/core/outcome/became-of.ts';
import type { Decision } from '../../../src/core/state/decision.ts';

const settled = (...reasonCodes: string[]): Pick<Decision, 'decision' | 'reasonCodes'> => ({
  decision: 'settled',
  reasonCodes,
});
const after = (changes: Partial<Aftermath> = {}): Aftermath => ({
  generation: 3,
  decisions: [settled('awaiting-approval'), { decision: 'launched', reasonCodes: ['drift'] }],
  judged: null,
  ...changes,
});

describe('what became of a retrain', () => {
  it.each(['promoted', 'rejected', 'failed', 'cancelled'])('is how it ended, where that is %s', (status) => {
    expect(becameOf(status, after({ judged: { generation: 3, outcome: 'rejected' } }))).toBe(status);
  });

  it('is that its version waits, while nobody has decided', () => {
    expect(becameOf('awaiting-approval', after())).toBe('awaiting-approval');
    expect(becameOf('awaiting-approval', after({ judged: { generation: 2, outcome: 'approved' } }))).toBe(
      'awaiting-approval'
    );
  });

  it.each([
    ['approved', 'promoted'],
    ['rejected', 'rejected'],
    ['timed-out', 'timed-out'],
    ['superseded', 'superseded'],
  ] as const)('is what was decided of its version: %s', (outcome, became) => {
    expect(becameOf('awaiting-approval', after({ judged: { generation: 3, outcome } }))).toBe(became);
  });

  it.each([
    [['approved'], 'promoted'],
    [['promoted', 'approved'], 'promoted'],
    [['approved', 'approval-timed-out'], 'promoted'],
    [['approval-timed-out'], 'timed-out'],
    [['rejected'], 'rejected'],
    [['challenger-superseded'], 'superseded'],
    [['promotion-failed', 'approved'], 'awaiting-approval'],
  ])('is what the ledger says last, of a version before the newest that waited: %j', (codes, became) => {
    const decisions = [...codes.map((code) => settled(code)), ...after().decisions];
    const judged = { generation: 9, outcome: 'rejected' as const };
    expect(becameOf('awaiting-approval', after({ decisions, judged }))).toBe(became);
  });

  it('is said to be not known any more, where others have waited since and the ledger has nothing of it', () => {
    const judged = { generation: 9, outcome: 'approved' as const };
    expect(becameOf('awaiting-approval', after({ decisions: [], judged }))).toBe('no-longer-known');
  });
});
