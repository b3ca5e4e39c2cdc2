import { expect, it } from 'vitest';
import { streamName } from '../../page/parts/words.ts';

it('the name of a stream shows a segment of blanks, which is not the model as a whole', () => {
  expect(streamName('accuracy', '')).toBe('accuracy');
  expect(streamName('accuracy', undefined)).toBe('accuracy');
  expect(streamName('accuracy', 'eu west')).toBe('accuracy of eu west');
  expect(streamName('accuracy', ' ')).toBe('accuracy of " "');
  expect(streamName('accuracy', '\u00a0eu')).toBe('accuracy of "\\xa0eu"');
});
