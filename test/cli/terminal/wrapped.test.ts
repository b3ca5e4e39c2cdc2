import { describe, expect, it } from 'vitest';
import { CliContext, type CliIo } from '../../../src/cli/terminal/context.ts';
import { endOfRetrain } from '../../../src/cli/print/version/end-of-retrain.ts';
import { policyOf, stateOf } from '../../support/policies.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import { isConfirmed } from '../../../src/cli/terminal/is-confirmed.ts';
import { main } from '../../../src/cli/main.ts';
import { noticeWriter } from '../../../src/cli/print/notice-writer.ts';
import type { Notice } from '../../../src/core/state/events.ts';
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

/** Where the answer is shown, too. */
function screen(stdout: { isTTY?: boolean; columns?: number }): { context: CliContext; shown: () => string } {
  let shown = '';
  const { io } = terminal({});
  const context = new CliContext({ ...io, stdout: { write: (text) => (shown += text), ...stdout } }, loud);
  return { context, shown: () => shown };
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const long = `What the monitor of ${'shop:ranker '.repeat(12)}is to do now?`;
const notice = { at: 0, model: 'shop:ranker', event: 'drift', text: long } as Notice;
const lastRetrain = {
  generation: 1,
  kind: 'full',
  status: 'failed',
  version: null,
  startedAt: 0,
  finishedAt: 1,
  note: long,
  outcome: 'failed',
} as const;
const ended = { ...stateOf(policyOf([])), lastRetrain };
const loud = { json: false, verbose: false };

describe('what a worker tells of monitors', () => {
  it('keeps to the width of a terminal, a line that goes on further in', async () => {
    const { context, shown } = screen({ isTTY: true, columns: 80 });
    await noticeWriter(context).notify([notice, notice], { signal: context.io.signal });
    expect(shown()).toMatch(/^1970-01-01 00:00:00Z shop:ranker drift: What .*\n {2}\S.*\n {2}\S.*\n1970/);
    expect(widest(shown())).toBeLessThanOrEqual(80);
    expect(shown().replaceAll(/\n {2}/g, ' ')).toBe(`1970-01-01 00:00:00Z shop:ranker drift: ${long}\n`.repeat(2));
  });

  it('stays a line each for whoever reads it from a pipe', async () => {
    for (const stdout of [{}, { columns: 80 }]) {
      const { context, shown } = screen(stdout);
      await noticeWriter(context).notify([notice, notice], { signal: context.io.signal });
      expect(shown().trim().split('\n')).toHaveLength(2);
    }
  });
});

describe('the answer of a command', () => {
  const answers: [string, (context: CliContext) => void][] = [
    ['a sentence', (context) => context.result({}, () => `${long}\n  ${long}`)],
    [
      'the end of a retrain',
      (context) => context.result({}, () => endOfRetrain(viewOf(ended, 0), lastRetrain, context)),
    ],
  ];

  it.each(answers)('keeps to the width of a terminal: %s', (_, answer) => {
    const { context, shown } = screen({ isTTY: true, columns: 80 });
    answer(context);
    expect(shown()).toMatch(/\n {2}\S/);
    expect(widest(shown())).toBeLessThanOrEqual(80);
    const piped = screen({});
    answer(piped.context);
    expect(widest(piped.shown())).toBeGreaterThan(80);
    expect(piped.shown().split(/\s+/)).toEqual(shown().split(/\s+/));
  });

  it('keeps to 80 columns on a terminal whose width nobody has set', () => {
    const { context, shown } = screen({ isTTY: true, columns: 0 });
    expect(context.width).toBe(80);
    context.result({}, () => long);
    expect(widest(shown())).toBeGreaterThan(60);
    expect(widest(shown())).toBeLessThanOrEqual(80);
  });

  it.each([[['schema']], [['completion', 'bash']]])(
    'stays as it is where it is meant to be copied: %s',
    async (args) => {
      const [narrow, piped] = [screen({ isTTY: true, columns: 40 }), screen({})];
      for (const { context } of [narrow, piped]) expect(await main(args, context.io)).toBe(0);
      expect(widest(narrow.shown())).toBeGreaterThan(40);
      expect(narrow.shown()).toBe(piped.shown());
    }
  );
});

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
