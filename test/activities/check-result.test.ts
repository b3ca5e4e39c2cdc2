import { describe, expect, it } from 'vitest';
import { checkEvaluateResult } from '../../activities/check-result.ts';
import { comparedShareFault } from '../../src/core/outcome/trainer-answers.ts';

const evaluation = (metrics: Record<string, number>, slices?: Record<string, Record<string, number>>) => ({
  metrics,
  ...(slices ? { slices } : {}),
  samples: 300,
  holdout: { from: null, to: null, samples: 300 },
});

describe('an evaluation', () => {
  it.each([
    [{ accuracy: 45 }, /accuracy must be between 0 and 1, got 45; if it is a percentage, write 0\.45/],
    [{ rmse: 3, f1: 93.5 }, /f1 must be between 0 and 1, got 93\.5; if it is a percentage, write 0\.935/],
    [{ auc: -0.2 }, /auc must be between 0 and 1, got -0\.2/],
    [{ recall: 4_500 }, /recall must be between 0 and 1, got 4500; check how it is computed/],
  ])('in per cent is an error for good: %j', (metrics, message) => {
    const permanent = { name: 'TrainingError', permanent: true, message: expect.stringMatching(message) };
    expect(() => checkEvaluateResult('fake', evaluation(metrics))).toThrow(expect.objectContaining(permanent));
    const inSlice = evaluation({ accuracy: 0.9 }, { north: metrics });
    expect(() => checkEvaluateResult('fake', inSlice)).toThrow(expect.objectContaining(permanent));
    expect(comparedShareFault({ champion: null, challenger: inSlice })).toMatch(message);
    expect(comparedShareFault({ champion: inSlice, challenger: evaluation({ accuracy: 1 }) })).toMatch(
      /of the champion/
    );
  });

  it.each<Record<string, number>>([
    { accuracy: 0 },
    { accuracy: 1 },
    { accuracy: 1 + 1e-12 },
    { rmse: 45, logLoss: 3, myScore: 93 },
  ])('is taken: %j', (metrics) => {
    expect(checkEvaluateResult('fake', evaluation(metrics)).metrics).toEqual(metrics);
    expect(comparedShareFault({ champion: null, challenger: evaluation(metrics) })).toBeUndefined();
  });
});
