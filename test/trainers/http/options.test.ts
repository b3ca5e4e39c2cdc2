import { expect, test } from 'vitest';
import { createHttpTrainer } from '../../../src/trainers/http/http-trainer.ts';

test('options that cannot work are refused when the trainer is made, with every fault', () => {
  const job = { submit: { url: 'ftp://x/' }, poll: { url: 'https://{{request.host}}/x' } };
  expect(() => createHttpTrainer({ train: job, evaluate: job })).toThrow(
    /`train\.submit\.url`.*`train\.poll\.url`.*`evaluate/s
  );
});
