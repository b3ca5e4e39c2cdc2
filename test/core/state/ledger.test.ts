import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDecision } from '../../../src/core/state/ledger.ts';
import type { Decision, Evidence, Reason } from '../../../src/core/state/decision.ts';

const reason = (i: number): Reason => ({ type: 'manual', at: 0, text: `reason ${i}` });
const evidence: Evidence = { metric: 'm', detector: 'd', statistic: 1, limit: 2, n: 3, windowFrom: 4, windowTo: 5 };

function decision(at: number, reasons: number, changes: Partial<Decision> = {}): Decision {
  return {
    at,
    decision: 'launched',
    reasonCodes: ['drift'],
    reasons: Array.from({ length: reasons }, (_, i) => reason(i)),
    heldBy: [],
    evidence: Array.from({ length: reasons }, () => evidence),
    severity: 'soft',
    policyRevision: 1,
    generation: at,
    ...changes,
  };
}

function ledgerOf(entries: Decision[], maxEntries: number, edition = 1): Decision[] {
  return entries.reduce<Decision[]>((ledger, entry) => withDecision(ledger, entry, { maxEntries, edition }), []);
}

describe('withDecision', () => {
  it('keeps at most so many entries, the newest last', () => {
    const entries = Array.from({ length: 20 }, (_, at) => decision(at, 0));
    expect(ledgerOf(entries, 5).map(({ at }) => at)).toEqual([15, 16, 17, 18, 19]);
    expect(ledgerOf(entries, 1)).toEqual([entries[19]]);
  });

  it('keeps small entries as they are', () => {
    const entries = Array.from({ length: 5 }, (_, at) => decision(at, 2));
    expect(ledgerOf(entries, 100)).toEqual(entries);
  });

  it('says how many reasons of a large entry it left out', () => {
    const [entry] = ledgerOf([decision(0, 20, { note: 'by hand' })], 100);
    expect(entry?.reasons).toHaveLength(8);
    expect(entry?.evidence).toHaveLength(4);
    expect(entry?.note).toBe('by hand; and 12 more reasons');
  });

  it('when it grows too large, old entries keep their sentence and lose their evidence', () => {
    const ledger = ledgerOf(
      Array.from({ length: 30 }, (_, at) => decision(at, 4)),
      100
    );
    expect(ledger).toHaveLength(30);
    expect(ledger[0]).toMatchObject({ at: 0, decision: 'launched', reasons: [], evidence: [] });
    expect(ledger[0]?.note).toBe('reason 0; reason 1; reason 2; reason 3');
    expect(ledger.at(-1)).toEqual(decision(29, 4));
  });

  it('is bounded in size whatever is entered, and always keeps the newest three in full', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ reasons: fc.nat({ max: 30 }), note: fc.string({ maxLength: 400 }) }), { maxLength: 150 }),
        fc.integer({ min: 1, max: 200 }),
        // Runs that began before have the room that they had.
        fc.constantFrom<[edition: number, perEntry: number]>([0, 102], [1, 100]),
        (sent, maxEntries, [edition, perEntry]) => {
          const ledger = ledgerOf(
            sent.map(({ reasons, note }, at) => decision(at, reasons, { note })),
            maxEntries,
            edition
          );
          expect(ledger.length).toBeLessThanOrEqual(maxEntries);
          expect(ledger.map(({ at }) => at)).toEqual(ledger.map((_, i) => sent.length - ledger.length + i));
          const older = ledger.slice(0, -3);
          expect(JSON.stringify(older).length).toBeLessThanOrEqual(
            Math.max(4_096, perEntry * maxEntries) + older.length + 1
          );
          for (const { reasons, at } of ledger.slice(-3))
            expect(reasons.length).toBe(Math.min(8, sent[at]?.reasons ?? 0));
        }
      ),
      { numRuns: 60 }
    );
  });
});
