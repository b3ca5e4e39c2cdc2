import { describe, expect, it } from 'vitest';
import { CliContext } from '../../../src/cli/terminal/context.ts';
import { onServer } from '../../../src/cli/terminal/on-server.ts';
import { chunksOf } from '../run-cli.ts';

const flags = ' --address db:7233 --namespace eu';

describe('a command to copy', () => {
  it.each([
    [
      '`temporal-retrain worker --task-queue q2`',
      '`temporal-retrain worker --task-queue q2 --address db:7233 --namespace eu`',
    ],
    ['it: `temporal-retrain doctor` tells', 'it: `temporal-retrain doctor --address db:7233 --namespace eu` tells'],
    ['temporal-retrain doctor --repair m', 'temporal-retrain doctor --repair m --address db:7233 --namespace eu'],
    [
      'create it with `temporal operator namespace create --namespace eu`, or',
      'create it with `temporal operator namespace create --namespace eu --address db:7233`, or',
    ],
  ])('names the server that was asked: %s', (text, with_) => {
    expect(onServer(text, flags)).toBe(with_);
    expect(onServer(text, '')).toBe(text);
    expect(onServer(with_, flags)).toBe(with_);
  });

  it.each([
    ['temporal-retrain monitor show m > a.yaml', `temporal-retrain monitor show m${flags} > a.yaml`],
    ['temporal-retrain worker &', `temporal-retrain worker${flags} &`],
    ['temporal-retrain monitor start <file>', `temporal-retrain monitor start <file>${flags}`],
    [
      "temporal-retrain monitor pause m --comment 'no --profile x > y'",
      `temporal-retrain monitor pause m --comment 'no --profile x > y'${flags}`,
    ],
  ])('has them before what the shell reads, and outside of quotes: %s', (text, with_) =>
    expect(onServer(text, flags)).toBe(with_)
  );

  it('of the server leaves out a namespace whole, in quotes too', () =>
    expect(onServer('`temporal operator namespace create --namespace x`', " --address a:1 --namespace 'e u'")).toBe(
      '`temporal operator namespace create --namespace x --address a:1`'
    ));

  it.each([
    '`temporal-retrain dev`',
    '`temporal-retrain validate a.yaml`',
    'run temporal-retrain worker there',
    'The command `pause`',
  ])('is left as it is where it asks none, or where it would go on as a sentence: %s', (text) =>
    expect(onServer(text, flags)).toBe(text)
  );
});

it('names it in answers, notes and what else is read', () => {
  let shown = '';
  const stream = { write: (text: string) => (shown += text) };
  const { signal } = new AbortController();
  const io = { env: {}, stdin: chunksOf(''), stdout: stream, stderr: stream, signal };
  const context = new CliContext(io, { json: false, verbose: false });
  context.server = flags;
  const command = '`temporal-retrain monitor list`';
  context.result({}, () => command);
  context.line({}, () => command);
  context.note(command);
  expect(shown).toBe('`temporal-retrain monitor list --address db:7233 --namespace eu`\n'.repeat(3));
});
