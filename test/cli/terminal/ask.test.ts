import { describe, expect, it } from 'vitest';
import { CliContext } from '../../../src/cli/terminal/context.ts';
import { canAsk, Questions } from '../../../src/cli/terminal/ask.ts';
import { chunksOf } from '../run-cli.ts';

function contextWith(input: string, { isTTY = true, json = false } = {}): { context: CliContext; asked: string[] } {
  const asked: string[] = [];
  const nothing = { write: () => true };
  const context = new CliContext(
    {
      env: {},
      stdin: Object.assign(chunksOf(input, 3), { isTTY }),
      stdout: nothing,
      stderr: { write: (text: string) => asked.push(text), isTTY },
      signal: new AbortController().signal,
    },
    { json, verbose: false }
  );
  return { context, asked };
}

describe('questions', () => {
  it('are answered a line each, and by their default where a line is empty or missing', async () => {
    const { context, asked } = contextWith('  shop:ranker \n\nlast');
    const questions = new Questions(context);
    expect(await questions.ask('Model?', 'a:b')).toBe('shop:ranker');
    expect(await questions.ask('Metric?', 'accuracy')).toBe('accuracy');
    expect(await questions.ask('More?', '')).toBe('last');
    expect(await questions.ask('Even more?', 'no')).toBe('no');
    expect(asked).toEqual(['Model? [a:b] ', 'Metric? [accuracy] ', 'More? ', 'Even more? [no] ']);
  });

  it.each([
    ['y\n', true],
    ['Yes\n', true],
    ['\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('take %j for %s', async (input, agreed) => {
    expect(await new Questions(contextWith(input).context).confirm('Do this?')).toBe(agreed);
  });

  it('are asked on a terminal only, and never of a program', () => {
    expect(canAsk(contextWith('').context)).toBe(true);
    expect(canAsk(contextWith('', { isTTY: false }).context)).toBe(false);
    expect(canAsk(contextWith('', { json: true }).context)).toBe(false);
  });
});
