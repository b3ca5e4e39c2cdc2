import { expect, it } from 'vitest';
import { didYouMean, nearestModel } from '../../src/terms/did-you-mean.ts';

it.each([
  ['shop:B', ['shop:c', 'shop:b', 'shop:a'], 'shop:b'],
  ['shop:Ranker', ['shop:banker', 'shop:ranker'], 'shop:ranker'],
  ['Shop:ranker', ['shop:ranker2', 'shop:ranker'], 'shop:ranker'],
  ['shop:re_ranker', ['shop:re_banker', 'shop:re-ranker'], 'shop:re-ranker'],
])('of %s and %j the one is meant that differs by its case or its joints alone', (model, models, meant) => {
  expect(nearestModel(model, models)).toBe(meant);
  expect(nearestModel(model, models.toReversed())).toBe(meant);
});

it('what differs by its case is nearer than what is joined in another way', () => {
  expect(didYouMean('Max_buckets', ['maxBuckets', 'max_buckets'])).toBe('max_buckets');
  expect(didYouMean('max-buckets', ['maxBucket', 'maxBuckets'])).toBe('maxBuckets');
});

it('the beginning of a word is as near as one mistake', () => {
  expect(didYouMean('acc', ['auc', 'accuracy'])).toBe('auc');
  expect(didYouMean('acc', ['accuracy', 'auc'])).toBe('accuracy');
});
