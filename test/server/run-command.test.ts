import { expect, it } from 'vitest';
import { lastLines, runCommand } from '../../src/server/run-command.ts';

it('a command returns what it printed on both streams', async () => {
  expect(await runCommand('/bin/sh', ['-c', 'echo out; echo err >&2'])).toBe('out\nerr\n');
});

it('a failing command is reported with its arguments, its exit code and its last lines', async () => {
  await expect(runCommand('/bin/sh', ['-c', 'echo no luck; exit 3'])).rejects.toThrow(
    '`/bin/sh -c echo no luck; exit 3` failed (exit 3): no luck'
  );
});

it('a command that takes too long is killed', async () => {
  await expect(runCommand('sleep', ['30'], { timeoutMs: 100 })).rejects.toThrow('killed by SIGTERM');
});

it('arguments reach the program as they are, no shell reads them', async () => {
  expect(await runCommand('printf', ['%s', '; echo $HOME'])).toBe('; echo $HOME');
});

it('an error shows the end of the output, with long lines cut', () => {
  const shown = lastLines(`first\n${'x'.repeat(1000)}\nlast\n`, 2);

  expect(shown).toBe(`${'x'.repeat(400)}...\nlast`);
  expect(lastLines('')).toBe('it printed nothing');
});
