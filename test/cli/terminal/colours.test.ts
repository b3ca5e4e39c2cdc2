import { describe, expect, it } from 'vitest';
import { CliContext, type CliIo } from '../../../src/cli/terminal/context.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatList } from '../../../src/cli/commands/monitor/list.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { LiveScreen } from '../../../src/cli/terminal/live-screen.ts';
import { main } from '../../../src/cli/main.ts';
import { chunksOf } from '../run-cli.ts';
import { listed } from '../listed.ts';
import { accuracyBelow, noon, policyOf, stateOf } from '../../support/policies.ts';
import { viewOf } from '../../../src/core/view/view.ts';

/** What a window of so many columns shows; a terminal, or what FORCE_COLOR takes for one. */
function windowOf(columns: number, isTTY = true, input = '') {
  let shown = '';
  const stream = { isTTY, columns, write: (text: string) => (shown += text) };
  const io: CliIo = {
    env: isTTY ? {} : { FORCE_COLOR: '1' },
    stdin: Object.assign(chunksOf(input), { isTTY: false }),
    stdout: stream,
    stderr: stream,
    signal: new AbortController().signal,
  };
  return { io, context: new CliContext(io, { json: false, verbose: false }), stream, shown: () => shown };
}

/** Codes as a terminal obeys them, and those that people would read. */
// oxlint-disable-next-line no-control-regex
const real = /\u001B\[\d+m/;
const read = '\\x1b';

const windows = [
  ['a terminal', 80, true],
  ['a narrow one', 40, true],
  ['a pipe with FORCE_COLOR', 80, false],
] as const;

describe.each(windows)('colours on %s', (_, columns, isTTY) => {
  const state = stateOf(policyOf([accuracyBelow(0.9)]));
  const options = ({ style, width }: CliContext) => ({ style, width, now: noon });
  const ways: [string, (from: ReturnType<typeof windowOf>) => void][] = [
    ['an answer', ({ context }) => context.result({}, () => context.style.red('drift '.repeat(20)))],
    ['an answer to be copied', ({ context }) => context.verbatim({}, () => context.style.dim('drift'))],
    ['one of many answers', ({ context }) => context.line({}, () => context.style.red('drift '.repeat(20)))],
    ['many lines', ({ context }) => context.lines(context.style.red('drift\ndrift\n'))],
    ['a note', ({ context }) => context.note(context.style.yellow('warning '.repeat(20)))],
    ['a screen', ({ context, stream }) => new LiveScreen(stream).draw(context.style.green('stable'))],
    ['a monitor', ({ context }) => context.result({}, () => formatView(viewOf(state, noon), options(context)))],
    [
      'an explanation',
      ({ context }) => context.result({}, () => formatExplanation(explain(state, noon), options(context), 5)),
    ],
    ['a list', ({ context }) => context.result({}, () => formatList([listed], options(context), noon))],
  ];

  it.each(ways)('are real codes, and nothing that people read: %s', (__, way) => {
    const from = windowOf(columns, isTTY);
    way(from);
    expect(from.shown()).toMatch(real);
    expect(from.shown()).not.toContain(read);
  });

  it('are real codes in what a command prints', async () => {
    const { io, shown } = windowOf(columns, isTTY);
    expect(await main(['validate', 'examples/rain.monitor.yaml'], io)).toBe(0);
    expect(shown()).toMatch(real);
    expect(shown()).not.toContain(read);
  });
});

it('are real codes in what a detector says at a terminal', async () => {
  const { io, shown } = windowOf(80, true, '0\n'.repeat(60) + '9\n'.repeat(60));
  expect(await main(['detect', '--detector', 'page-hinkley'], io)).toBe(0);
  expect(shown()).toMatch(real);
  expect(shown()).not.toContain(read);
});

it('count for nothing in the length of a line', () => {
  const { context, shown } = windowOf(40);
  const line = `${createStyle(true).green('stable '.repeat(5))}word`;
  context.result({}, () => line);
  expect(shown().trim().split('\n')).toHaveLength(1);
});
