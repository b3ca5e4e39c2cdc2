import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowDecay } from '../../src/detectors/window-decay.ts';
import { prepared } from './run.ts';

test(
  'a full window whose first value lies the threshold over its mean fires, and is cleared',
  { tags: ['m16.3'] },
  () => {
    const { state, verdicts } = prepared(windowDecay, { sampleWindow: 4, threshold: 0.05, mode: 'fall' });
    expect(verdicts([0.9, 0.85, 0.8, 0.8])).toEqual(['warming-up', 'warming-up', 'warming-up', 'drift']);
    expect(state.window).toEqual([]);
    expect(verdicts([0.8, 0.8, 0.8, 0.8])).toEqual(['warming-up', 'warming-up', 'warming-up', 'stable']);
  }
);

test('the defaults are 50 values and .05, and equality fires', { tags: ['m16.3'] }, () => {
  const { options } = prepared(windowDecay, { mode: 'fall' });
  expect(options).toEqual({ sampleWindow: 50, threshold: 0.05, mode: 'fall' });
  expect(prepared(windowDecay, { sample_window: 2, threshold: 0.25, mode: 'fall' }).verdicts([1, 0.5])[1]).toBe(
    'drift'
  );
});

test('the evidence is the window that the decay was measured on', { tags: ['m16.3'] }, () => {
  const { state, options, verdicts } = prepared(windowDecay, { sampleWindow: 4, threshold: 0.05, mode: 'fall' });
  const rests = [0.9, 0.85, 0.8, 0.8, 0.8].map((x) => {
    verdicts([x]);
    return windowDecay.read(state, options).n;
  });
  expect(rests).toEqual([1, 2, 3, 4, 4]);
});

test('the sentence names the decay and the window', { tags: ['m16.3'] }, () => {
  const { state, options, verdicts } = prepared(windowDecay, { sampleWindow: 4, mode: 'fall' });
  verdicts([0.9, 0.85, 0.8, 0.8]);
  expect(windowDecay.describe?.('accuracy', windowDecay.read(state, options), options)).toBe(
    'accuracy decayed by 6.25% over last 4 samples'
  );
});

test('it agrees with the definition on the whole window, long after the ring has gone round', () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 120 });
  fc.assert(
    fc.property(values, (stream) => {
      const { state, options, verdicts } = prepared(windowDecay, { sampleWindow: 7, threshold: 2, mode: 'rise' });
      verdicts(stream);
      const window = stream.slice(-7);
      const decay = window.reduce((sum, x) => sum + x, 0) / 7 - window[0]!;
      expect(windowDecay.read(state, options).statistic).toBeCloseTo(decay, 12);
    })
  );
});
