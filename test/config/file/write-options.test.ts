import { describe, expect, it } from 'vitest';
import { writeOptions, type OptionChange } from '../../../src/config/file/write-options.ts';

const file = `# who watches
model: shop:ranker
metrics:
  accuracy:
    below: 0.9 # the contract
    detectors:
      - z-cusum
      - { type: page-hinkley, lambda: 50 }
cooldown: 6h
`;

describe('writeOptions', () => {
  it('changes the short form, a plain name and an option under another name, and keeps the rest with its comments', () => {
    const changes: OptionChange[] = [
      { metric: 'accuracy', index: 0, type: 'limit', options: { below: 0.88 } },
      { metric: 'accuracy', index: 1, type: 'z-cusum', options: { h: 8.5 } },
      { metric: 'accuracy', index: 2, type: 'page-hinkley', options: { threshold: 12 } },
    ];
    expect(writeOptions(file, changes, false)).toBe(`# who watches
model: shop:ranker
metrics:
  accuracy:
    below: 0.88 # the contract
    detectors:
      - { type: z-cusum, h: 8.5 }
      - { type: page-hinkley, threshold: 12 }
cooldown: 6h
`);
  });

  it('writes JSON for a JSON file', () => {
    const text = '{"model":"a:b","metrics":{"accuracy":{"detectors":["z-cusum"]}}}';
    const changes = [{ metric: 'accuracy', index: 0, type: 'z-cusum', options: { h: 8.5 } }];
    expect(JSON.parse(writeOptions(text, changes, true))).toEqual({
      model: 'a:b',
      metrics: { accuracy: { detectors: [{ type: 'z-cusum', h: 8.5 }] } },
    });
  });
});
