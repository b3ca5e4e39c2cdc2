import { describe, expect, it } from 'vitest';
import { CliContext, type CliIo } from '../../../src/cli/terminal/context.ts';
import { isConfirmed } from '../../../src/cli/terminal/is-confirmed.ts';
import { main } from '../../../src/cli/main.ts';
import { Questions } from '../../../src/cli/terminal/ask.ts';

function terminal(stderr: { isTTY?: boolean; columns?: number }): { io: CliIo; told: () => string } {
  let told = '';
  const stdin = Object.assign(
    (async function* () {
      yield await Promise.resolve('y\n');
    })(),
    { isTTY: true }
  );
  const { signal } = new AbortController();
  const out = { write: (text: string) => (told += text), ...stderr };
  return { io: { env: {}, stdin, stdout: { write: () => undefined }, stderr: out, signal }, told: () => told };
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const long = `What the monitor of ${'shop:ranker '.repeat(12)}is to do now?`;
const loud = { json: false, verbose: false };

describe('what is said on stderr', () => {
  it('keeps to 80 columns on a terminal: errors, notes and questions', async () => {
    const ways: ((io: CliIo) => unknown)[] = [
      (io) => main(['send', 'acme:price'], io),
      (io) => new CliContext(io, loud).note(long),
      (io) => isConfirmed(new CliContext(io, loud), long),
      (io) => new Questions(new CliContext(io, loud)).ask(long, 'nothing'),
      (io) => new Questions(new CliContext(io, loud)).confirm(long),
    ];
    for (const way of ways) {
      const { io, told } = terminal({ isTTY: true, columns: 80 });
      await way(io);
      expect(told()).toContain('\n  ');
      expect(widest(told())).toBeLessThanOrEqual(80);
    }
  });

  it('is never a question that somebody at a terminal would not see: nothing is done, and a script is not asked', async () => {
    const { io, told } = terminal({});
    await expect(isConfirmed(new CliContext(io, loud), long)).rejects.toThrow('Expected --yes, as the question');
    expect(told()).toBe('');
    const script = { ...io, stdin: Object.assign(io.stdin, { isTTY: false }) };
    expect(await isConfirmed(new CliContext(script, loud), long)).toBe(true);
  });

  it('ends with a question mark alone where it ends with a question', () => {
    const { io, told } = terminal({});
    new CliContext(io, loud).note('No such trainer: did you mean `in-process`?.');
    expect(told()).toBe('No such trainer: did you mean `in-process`?\n');
  });

  it('stays in whole lines for whoever reads it from a pipe', async () => {
    const { io, told } = terminal({});
    await main(['send', 'acme:price'], io);
    expect(told().trim().split('\n')).toHaveLength(1);
  });

  it('keeps what fits as it is, and the indent of what does not', () => {
    const { io, told } = terminal({ isTTY: true, columns: 80 });
    new CliContext(io, loud).note(`a  b\n  ${long}`);
    expect(told()).toMatch(/^a  b\n  What the[^\n]*\n    \S/);
  });
});
