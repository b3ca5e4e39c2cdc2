import { describe, expect, it } from 'vitest';
import { outcomeClause, outcomeWords } from '../../../src/core/outcome/outcome-words.ts';

describe('the words of how a retrain ended', () => {
  it.each([
    ['promoted', 'promoted'],
    ['awaiting-approval', 'waits for approval'],
    ['timed-out', 'rejected, as nobody decided in time'],
    ['shadow-failed', 'rejected, as it did worse in shadow'],
    ['in-shadow', 'in shadow'],
    ['constructor', 'constructor'],
  ])('%s', (status, words) => {
    expect(outcomeWords(status)).toBe(words);
  });

  it.each([
    ['awaiting-approval', 'waits for approval'],
    ['rejected', 'was rejected'],
    ['in-shadow', 'is in shadow'],
    ['no-longer-known', 'ended in a way that is no longer known'],
    ['failed', 'failed'],
  ])('make a sentence of %s', (status, clause) => {
    expect(outcomeClause(status)).toBe(clause);
  });
});
