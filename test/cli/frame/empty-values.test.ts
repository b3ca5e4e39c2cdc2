import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { programOfNobody } from './program-of-nobody.ts';
import { readClientConfig } from '../../../src/server/client-config.ts';
import { runCli } from '../run-cli.ts';

const program = await programOfNobody();

/** Each option of each command that takes a value, and each argument, with the command line that gives it. */
function takersOf(command: Command, path: string[] = []): { name: string; line: (value: string) => string[] }[] {
  const options = command.options.flatMap(({ long, required, optional }) =>
    long && (required || optional)
      ? [{ name: `${path.join(' ')} ${long}`, line: (value: string) => [...path, long, value] }]
      : []
  );
  const all = command.registeredArguments;
  const given = all.map((argument, at) => ({
    name: `${path.join(' ')} <${argument.name()}>`,
    line: (value: string) => [
      ...path,
      ...all.map(({ argChoices }, i) => (i === at ? value : (argChoices?.[0] ?? 'x'))),
    ],
  }));
  return [...options, ...given, ...command.commands.flatMap((child) => takersOf(child, [...path, child.name()]))];
}

const takers = takersOf(program);

describe('an empty value', () => {
  it('is looked for everywhere', () => expect(takers.length).toBeGreaterThan(200));

  it.each(takers.map((taker) => [taker.name, taker] as const))('is refused for %s', async (name, { line }) => {
    const taken = name.split(' ').at(-1)!.replaceAll(/[<>]/g, '');
    for (const [value, got] of [
      ['', 'an empty text'],
      [' \t', 'only blanks'],
    ] as const) {
      const { code, stdout, stderr } = await runCli(line(value), { input: '' });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(taken);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
        `to have a value, got ${got}; a variable of a script may be empty`
      );
    }
  });

  it('is refused behind an equals sign too', async () => {
    expect((await runCli(['send', 'shop:ranker', '--metric', 'accuracy=0.8', '--segment='])).stderr).toContain(
      'Expected `--segment <name>` to have a value, got an empty text'
    );
  });

  it('of a variable of the environment is none', () => {
    const env = { TEMPORAL_NAMESPACE: '', TEMPORAL_ADDRESS: ' ', TEMPORAL_PROFILE: '', TEMPORAL_CONFIG_FILE: '' };
    const none = readClientConfig({ env: {} });
    expect(readClientConfig({ env })).toEqual(none);
    expect(none.namespace ?? 'default').toBe('default');
  });
});
