import { describe, expect, it } from 'vitest';
import { checkEvaluateResult, checkTrainResult } from '../../activities/check-result.ts';
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

describe('the times of a trainer', () => {
  const day = Date.UTC(2026, 2, 1);
  const artifact = { uri: 'file:///m.json', sha256: 'a'.repeat(64), bytes: 3 };
  const trained = (from: number | null, to: number | null): unknown =>
    checkTrainResult('fake', { artifact, metrics: { accuracy: 0.9 }, dataWindow: { from, to, samples: 300 } });
  const evaluated = (from: number | null, to: number | null): unknown =>
    checkEvaluateResult('fake', { ...evaluation({ accuracy: 0.9 }), holdout: { from, to, samples: 300 } });

  it.each([
    ['seconds', day / 1_000, 'is it in seconds? then give epoch milliseconds; that makes it 2026-03-01 00:00:00Z'],
    ['microseconds', day * 1_000, 'is it in microseconds? then give epoch milliseconds; that makes it 2026-03-01'],
    ['digits of a date', 20_260_301, 'is it the date 2026-03-01? then write it that way'],
  ])('in %s are an error for good, which says what they are', (_, at, hint) => {
    const permanent = (text: string) =>
      expect.objectContaining({ name: 'TrainingError', permanent: true, message: expect.stringContaining(text) });
    for (const [from, to, end] of [
      [at, null, 'from'],
      [null, at, 'to'],
    ] as const) {
      expect(() => trained(from, to)).toThrow(permanent(`training result: \`dataWindow.${end}\`: Time ${at} reads as`));
      expect(() => trained(from, to)).toThrow(permanent(hint));
      expect(() => evaluated(from, to)).toThrow(permanent(`evaluation: \`holdout.${end}\`: Time ${at} reads as`));
    }
  });

  it.each([
    ['there are none', null, null],
    ['rows are numbered from 0', 0, 299],
    ['the data are of days to come', day, Date.now() + 30 * 86_400_000],
    ['they are milliseconds of another century', Date.UTC(1950, 0, 1), day],
  ])('are taken where %s', (_, from, to) => {
    expect(() => [trained(from, to), evaluated(from, to)]).not.toThrow();
  });
});
