import { describe, expect, it } from 'vitest';
import { undecodableMarker } from '../../../src/terms/message-names.ts';
import type { SearchSpace } from '../../../src/tuners/tuner.ts';
import { Fault, type Reader } from '../../../src/core/wire/read.ts';
import {
  claimedTrainResult,
  comparison,
  evaluateResult,
  proposalFault,
  trainResult,
} from '../../../src/core/outcome/trainer-answers.ts';
import { checkTrainResult as checkClaim } from '../../../src/trainers/check-result.ts';
import { checkTrainResult as checkInActivity } from '../../../activities/check-result.ts';
import { hostility, spoiled } from '../../support/hostile.ts';
import { trialReports } from '../../../src/core/outcome/trainer-parts.ts';

const artifact = { uri: 'file:///models/1.bin', sha256: 'ab'.repeat(32), bytes: 7 };
const dataWindow = { from: 1, to: null, samples: 3 };
const trained = { artifact, metrics: { accuracy: 0.9 }, dataWindow };
const evaluation = { metrics: { accuracy: 0.9 }, samples: 3 };
/** What keeps an answer from being read. */
function faultOf(reader: Reader<unknown>, answer: unknown): string | undefined {
  const read = reader(answer, '');
  return read instanceof Fault ? read.text : undefined;
}
const trainResultFault = (answer: unknown, place?: string) => faultOf(trainResult(place), answer);
const comparisonFault = (answer: unknown) => faultOf(comparison, answer);
const compared = { champion: null, challenger: evaluation, holdout: dataWindow, paired: null };

describe('trainResult', () => {
  it('finds nothing in a sound result, whatever else it has', () => {
    expect(trainResultFault(Object.freeze({ ...trained, reports: [[10, 0.5]], note: 'x' }))).toBeUndefined();
    expect(trainResultFault({ ...trained, artifact: { ...artifact, uri: 's3://models/a..b/1.bin' } })).toBeUndefined();
  });

  it.each([
    [null, /`result` to be an object, got `null`/],
    [undefined, /got `nothing`/],
    [[trained], /`result` to be an object/],
    ['done', /got `done`/],
    [{ [undecodableMarker]: 'Unexpected token N in JSON' }, /cannot be read \("Unexpected token N.*diverge to NaN\?/],
    [{ ...trained, metrics: {} }, /`metrics` to be at least one metric, got `{}`/],
    [{ ...trained, metrics: [0.9] }, /`metrics`/],
    [{ ...trained, metrics: { accuracy: null } }, /`metrics\.accuracy` to be a finite number, got `null`/],
    [{ ...trained, metrics: { accuracy: '0.9' } }, /`metrics\.accuracy`/],
    [{ ...trained, metrics: { accuracy: NaN } }, /`metrics\.accuracy`/],
    [{ ...trained, artifact: 'file:///models/1.bin' }, /`artifact` to be an object/],
    [{ ...trained, artifact: { ...artifact, sha256: 'AB' } }, /`artifact\.sha256` to be 64/],
    [{ ...trained, artifact: { ...artifact, bytes: -1 } }, /`artifact\.bytes` to be a byte count/],
    [{ ...trained, dataWindow: { ...dataWindow, from: 'yesterday' } }, /`dataWindow\.from`/],
    [{ ...trained, dataWindow: { from: 1, to: 2 } }, /`dataWindow\.samples`/],
  ])('tells what is wrong with %j', (answer, words) => {
    expect(trainResultFault(answer)).toMatch(words);
  });

  it.each([
    '/models/1.bin',
    'models/1.bin',
    '',
    'file:///models/../etc/passwd',
    'file:///models/%2e%2e/etc/passwd',
    'file:///models/..',
    'file:///models/..%2Fx',
    's3://models\\..\\x',
    'file:///models/a b',
    'file:///models/a\nb',
    `file:///${'m'.repeat(3_000)}`,
  ])('refuses the place %j', (uri) => {
    expect(trainResultFault({ ...trained, artifact: { ...artifact, uri } })).toMatch(/`artifact\.uri` to be a URI/);
  });

  it('holds a model to the place that the policy names', () => {
    for (const place of ['file:///models', 'file:///models/']) {
      expect(trainResultFault(trained, place)).toBeUndefined();
      const elsewhere = { ...trained, artifact: { ...artifact, uri: 'file:///models-of-others/1.bin' } };
      expect(trainResultFault(elsewhere, place)).toMatch(
        /below `file:\/\/\/models\/?`, as `retrain\.trainer\.artifacts`/
      );
    }
  });
});

describe('comparison', () => {
  it('finds nothing in a sound comparison, with and without a champion and a test', () => {
    expect(comparisonFault(compared)).toBeUndefined();
    const paired = { samples: 3, meanGain: 0.1, pValue: 0.04 };
    const slices = { eu: { accuracy: 0.8 } };
    expect(comparisonFault({ ...compared, champion: { ...evaluation, slices }, paired })).toBeUndefined();
  });

  it.each([
    [7, /`result`/],
    [{ ...compared, challenger: null }, /`challenger` to be an object/],
    [{ ...compared, champion: undefined }, /`champion` to be an object/],
    [{ ...compared, champion: { metrics: {}, samples: 3 } }, /`champion\.metrics` to be at least one metric/],
    [{ ...compared, challenger: { ...evaluation, samples: 2.5 } }, /`challenger\.samples` to be a count/],
    [
      { ...compared, challenger: { ...evaluation, slices: { eu: { accuracy: null } } } },
      /`challenger\.slices\.eu\.acc/,
    ],
    [{ ...compared, holdout: null }, /`holdout`/],
    [{ ...compared, paired: { samples: 3, meanGain: null, pValue: 0.5 } }, /`paired\.meanGain`/],
    [{ ...compared, paired: { samples: 3, meanGain: 1, pValue: 1.5 } }, /`paired\.pValue` to be a number from 0 to 1/],
  ])('tells what is wrong with %j', (answer, words) => {
    expect(comparisonFault(answer)).toMatch(words);
  });
});

describe('proposalFault', () => {
  const space: SearchSpace = {
    rate: { type: 'float', low: 0.1, high: 1 },
    depth: { type: 'int', low: 1, high: 9, step: 2 },
    loss: { type: 'choice', values: ['log', 'hinge', false] },
    margin: { type: 'float', low: 0, high: 1, when: { name: 'loss', in: ['hinge'] } },
  };
  const params = { rate: 0.5, depth: 3, loss: 'log' };

  it('finds nothing in a point of the space, with and without what is conditional', () => {
    expect(proposalFault(params, space)).toBeUndefined();
    expect(proposalFault({ ...params, loss: 'hinge', margin: 0 }, space)).toBeUndefined();
    expect(proposalFault({ ...params, loss: false }, space)).toBeUndefined();
  });

  it.each([
    ['x', /`result` to be an object/],
    [{ ...params, rate: 2 }, /^parameter `rate`: Expected a number from 0\.1 to 1, got `2`$/],
    [{ ...params, rate: null }, /`rate`/],
    [{ ...params, depth: 2.5 }, /`depth`: Expected a whole number/],
    [{ ...params, depth: 4 }, /`depth`: Expected a whole number from 1 to 9 in steps of 2, got `4`/],
    [{ ...params, loss: 'l2' }, /`loss`: Expected one of `\["log","hinge",false\]`, got `l2`/],
    [{ ...params, other: 1 }, /`other`: Expected only parameters of the space/],
    [{ ...params, ['x'.repeat(500)]: 1 }, /^parameter `x{79}…`:/],
    [{ rate: 0.5, depth: 3 }, /`loss`: Expected one of .*, got nothing/],
    [{ ...params, margin: 0 }, /`margin`: Expected no value, because loss in `\["hinge"\]` does not hold/],
    [{ ...params, loss: 'hinge' }, /`margin`: Expected a number from 0 to 1, got nothing/],
  ])('tells what is wrong with %j', (answer, words) => {
    expect(proposalFault(answer, space)?.text).toMatch(words);
  });
});

describe('whoever reads what a trainer gave back', () => {
  const evaluated = { metrics: { accuracy: 0.9 }, slices: { eu: { accuracy: 0.8 } }, samples: 2, holdout: dataWindow };
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, i]));
  const readsEvaluation = (answer: unknown) => faultOf(evaluateResult, answer);

  it('comes to the same verdict, but for the unit of times, which the activity alone looks at', () => {
    const rng = hostility(5);
    let refused = 0;
    let ofUnit = 0;
    for (let i = 0; i < 3_000; i++) {
      const answer = spoiled(rng, { ...trained, dataWindow: { ...dataWindow, digest: 'ab' } });
      const claim = verdict(() => checkClaim(answer, 'job.json'));
      const said = refusalOf(() => checkInActivity('fake', answer));
      const isOfUnit = said !== undefined && /`dataWindow\.(from|to)`: /.test(said);
      const activity = said === undefined || isOfUnit;
      expect(activity).toBe(trainResultFault(answer) === undefined);
      // A program may name a file of its own instead of a reference, or leave a digest that cannot be used.
      if (claim) expect(activity || typeof (answer as typeof trained).artifact === 'string').toBe(true);
      if (!activity) refused += 1;
      if (isOfUnit) ofUnit += 1;
    }
    expect(ofUnit).toBeLessThan(100);
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(2_900);
  });

  it.each([
    [{ ...evaluated, latencyMsP95: -1 }, /`latencyMsP95` to be a number of milliseconds, at least 0, got `-1`/],
    [{ ...evaluated, losses: [0.1] }, /`losses` to be one loss a held-out row, as many as `samples`, got `1 losses`/],
    [{ ...evaluated, losses: [0.1, 'x'] }, /`losses\[1\]` to be a finite number/],
    [{ ...evaluated, slices: { eu: {} } }, /`slices\.eu` to be at least one metric/],
    [{ ...evaluated, holdout: { ...dataWindow, digest: 'd'.repeat(201) } }, /`holdout\.digest`/],
    [{ ...evaluated, metrics: many(1_001) }, /`metrics` to be at most 1000 entries, got `1001`/],
    [{ ...evaluated, metrics: { ['m'.repeat(201)]: 1 } }, /`metrics` to be names of at most 200 characters/],
  ])('refuses an evaluation such as %j', (answer, words) => {
    expect(readsEvaluation(answer)).toMatch(words);
  });

  it('takes an evaluation with all it may have, and what others write as null', () => {
    const whole = { ...evaluated, losses: [0.1, 0.2], latencyMsP95: 3 };
    expect(evaluateResult(whole, '')).toEqual(whole);
    expect(evaluateResult({ ...whole, losses: null, latencyMsP95: null, more: 1 }, '')).toEqual(evaluated);
    expect(claimedTrainResult({ ...trained, artifact: 'model.bin' }, '')).toMatchObject({ artifact: 'model.bin' });
  });

  it('counts the latency, which a comparison tells as a metric, beside the most metrics there may be', () => {
    const full = { metrics: { ...many(1_000), latencyMsP95: 3 }, samples: 3 };
    expect(comparisonFault({ ...compared, champion: full, challenger: full })).toBeUndefined();
    const fuller = { ...full, metrics: many(1_002) };
    expect(comparison({ ...compared, challenger: fuller }, '')).toMatchObject({ isSize: true });
  });

  it.each([['x'], [{ at: 1 }], [[7]], [[[1, 'x']]], [[[1, 2, 3]]], [[null]]])(
    'takes no partial results for what are none: %j',
    (reports) => {
      expect(trialReports(reports, 'reports')).toBeUndefined();
    }
  );

  it('takes partial results as they are, the first two hundred', () => {
    const reports = Array.from({ length: 300 }, (_, i) => [i, 0.5]);
    expect(trialReports(reports.slice(0, 3), 'reports')).toEqual(reports.slice(0, 3));
    expect(trialReports(reports, 'reports')).toHaveLength(200);
  });
});

/** Whether it was taken. */
function verdict(check: () => unknown): boolean {
  return refusalOf(check) === undefined;
}

/** The words in which it was refused; anything but a `TrainingError` for good is a fault of ours. */
function refusalOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'TrainingError', permanent: true });
    return (error as Error).message;
  }
}
