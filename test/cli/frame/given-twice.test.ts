import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { programOfNobody } from './program-of-nobody.ts';
import { runCli } from '../run-cli.ts';

const program = await programOfNobody();

/** Each option of each command that takes a value. */
function takersOf(command: Command, path: string[] = []): { path: string[]; option: Option }[] {
  const own = command.options.filter(({ required, optional }) => required || optional);
  return [
    ...own.map((option) => ({ path, option })),
    ...command.commands.flatMap((child) => takersOf(child, [...path, child.name()])),
  ];
}

/** What it takes, so that only the second can be at fault. */
function soundValue(option: Option): string | undefined {
  return [...(option.argChoices ?? []), 'x', '1', '0.6', '100', '2026-01-01..2026-02-01'].find((value) => {
    try {
      option.parseArg?.(value, undefined);
      return true;
    } catch {
      return false;
    }
  });
}

const takers = takersOf(program).map(({ path, option }) => ({
  name: `${path.join(' ')} ${option.long}`,
  line: [...path, option.long!, soundValue(option)!, option.long!, soundValue(option)!],
}));

/** The values of these add up; their help says so. */
const several = ['send --metric', 'calibrate --drift'];

describe('an option that takes one value', () => {
  it('is looked for everywhere', () => expect(takers.length).toBeGreaterThan(200));

  it.each(takers.filter(({ name }) => !several.includes(name)))(
    'is refused where $name is given twice',
    async ({ name, line }) => {
      const { code, stdout, stderr } = await runCli(line, { input: '' });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
        new RegExp(`Expected \`${name.split(' ').at(-1)} .*\` once, got it again`)
      );
    }
  );
});

describe('an option that takes several', () => {
  it.each(takers.filter(({ name }) => several.includes(name)))('is not refused, as $name', async ({ line }) => {
    expect((await runCli(line, { input: '' })).stderr).not.toContain('once, got it again');
  });

  it.each(takersOf(program).filter(({ option }) => option.description.includes('may be repeated')))(
    'says so in its help, and no other does: $path',
    ({ path, option }) => {
      expect(several).toContain(`${path.join(' ')} ${option.long}`);
    }
  );
});
