import { describe, expect, it } from 'vitest';
import { canRedraw, LiveScreen } from '../../../src/cli/terminal/live-screen.ts';

function terminal(columns: number, rows: number) {
  const written: string[] = [];
  return { written, stream: { columns, rows, isTTY: true, write: (text: string) => written.push(text) } };
}

describe('a live screen', () => {
  it('goes back over what it has drawn, also over lines that the window has broken', () => {
    const { written, stream } = terminal(10, 24);
    const screen = new LiveScreen(stream);
    screen.draw('short\na line of twenty-five abc');
    screen.draw('next');
    expect(written[0]?.startsWith('\r')).toBe(true);
    expect(written[1]?.startsWith('\u001B[4A')).toBe(true);
  });

  it('never draws more than the window holds, which could not be reached again', () => {
    const { written, stream } = terminal(80, 5);
    new LiveScreen(stream).draw('1\n2\n3\n4\n5\n6\n7');
    expect(written[0]?.replaceAll('\u001B[K', '')).toBe('\r1\n2\n3\n… 4 more lines\n\u001B[J');
  });

  it('counts lines as the window breaks them', () => {
    const { written, stream } = terminal(10, 5);
    new LiveScreen(stream).draw(`1\n${'2'.repeat(25)}\n3`);
    expect(written[0]?.replaceAll('\u001B[K', '')).toBe('\r1\n… 2 more lines\n\u001B[J');
  });

  it('takes a window whose size nobody has set for one of the usual size', () => {
    const { written, stream } = terminal(0, 0);
    const screen = new LiveScreen(stream);
    expect(screen.room).toEqual({ columns: 80, rows: 23 });
    screen.draw('one\ntwo');
    screen.draw('one\ntwo');
    expect(written.map((text) => text.replaceAll('\u001B[K', ''))).toEqual([
      '\rone\ntwo\n\u001B[J',
      '\u001B[2A\rone\ntwo\n\u001B[J',
    ]);
  });

  it('is for terminals that obey codes: neither for a pipe nor for a dumb one', () => {
    expect(canRedraw({}, { isTTY: true })).toBe(true);
    expect(canRedraw({ TERM: 'xterm' }, { isTTY: true })).toBe(true);
    expect(canRedraw({ TERM: 'dumb' }, { isTTY: true })).toBe(false);
    expect(canRedraw({}, {})).toBe(false);
  });

  it('shows control characters of others instead of obeying them', () => {
    const { written, stream } = terminal(80, 24);
    new LiveScreen(stream).draw('name \u001B[2J');
    expect(written[0]).toContain('\\x1b[2J');
  });
});
