import { expect, it } from 'vitest';
import { ConfigurationError } from '../../src/terms/errors.ts';
import { createCommandTrainer } from '../../src/trainers/command/command-trainer.ts';
import { createHttpTrainer } from '../../src/trainers/http/http-trainer.ts';

const job = { submit: { url: 'https://jobs.example' }, poll: { url: 'https://jobs.example/{{job}}' } };

function faultOf(make: () => unknown): ConfigurationError {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  return expect.unreachable('it was taken');
}

it('tells what is wrong with the options of the HTTP trainer in sentences, without what may be secret', () => {
  const headers = { authorization: 5 } as unknown as Record<string, string>;
  const given = { train: job, evaluate: job, retries: 99, timeoutMs: 'long', heders: {}, headers };
  const { message, issues } = faultOf(() => createHttpTrainer(given as never));
  expect(message).toMatch(/^Expected the options of the HTTP trainer to be valid: Expected /);
  expect(issues.map((one) => one.message).toSorted()).toEqual([
    'Expected `headers.authorization` to be a text, got `(not shown)`',
    'Expected `heders` to be a known field, got `{}`; leave it out',
    'Expected `retries` to be at most 20, got `99`',
    'Expected `timeoutMs` to be a number, got `long`',
  ]);
});

it('tells what is wrong with the options of the command trainer in sentences, too', () => {
  const { message, issues } = faultOf(() => createCommandTrainer({ train: [], timeoutMs: -1 } as never));
  expect(message).toMatch(/^Expected the options of the command trainer to be valid: Expected /);
  expect(issues.map((one) => one.message)).toContain('Expected `timeoutMs` to be at least 1, got `-1`');
  expect(message).not.toMatch(/Invalid|Too |expected \w+, received/);
});
