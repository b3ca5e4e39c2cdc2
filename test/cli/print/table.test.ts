import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createStyle, wantsColour } from '../../../src/cli/terminal/style.ts';
import { safeJson } from '../../../src/cli/terminal/context.ts';
import { printable, safeOutput, table, wrap } from '../../../src/cli/terminal/table.ts';

describe('table', () => {
  it('sets columns two blanks apart, numbers to the right', () => {
    expect(
      table(
        ['NAME', 'COUNT'],
        [
          ['accuracy', '3'],
          ['f1', '1200'],
        ],
        { right: [1] }
      )
    ).toBe('NAME      COUNT\naccuracy      3\nf1         1200');
  });

  it('cuts the widest column to keep within the width, and marks the cut', () => {
    const text = table(['A', 'B'], [['x'.repeat(60), 'y'.repeat(60)]], { width: 40 });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(40);
    expect(text).toContain('…');
  });

  it('leaves whole what tells rows apart, as long as something else can be cut', () => {
    const rows = [['2026-11-28 15:41', 'promoted by the gate after a drift of accuracy']];
    const lines = (width: number): string[] => table(['FROM', 'WHY'], rows, { width, whole: [0] }).split('\n');
    expect(lines(40)[1]).toMatch(/^2026-11-28 15:41 {2}promoted by the gate…$/);
    expect(lines(24)[1]).toMatch(/^2026-11-28…/);
  });

  it('puts all columns but the first below their row where a line has no room for cells that say something', () => {
    const heading = ['METRIC', 'DIRECTION', 'DETECTOR', 'OPTIONS', 'ASKS FOR'];
    const row = ['accuracy', 'higher-is-better', 'ewma-limit', 'alpha 0.2, below 0.7, and a few more of them', '-'];
    expect(table(heading, [row, row], { width: 40, right: [3] })).toBe(
      [
        'METRIC',
        ...Array<string>(2).fill(
          'accuracy\n  direction: higher-is-better\n  detector: ewma-limit\n  options: alpha 0.2, below 0.7, and a\n    few more of them'
        ),
      ].join('\n')
    );
    const wide = table(heading, [row], { width: 60 }).split('\n');
    expect(wide[0]).toMatch(/^METRIC +DIRECTION +DETECTOR +OPTIONS +ASKS FOR$/);
    expect(wide).toHaveLength(2);
  });

  it('cuts between words, where the last word is not most of the cell', () => {
    const cell = (text: string, width: number): string => table(['A'], [[text]], { width }).split('\n')[1]!;
    expect(cell('EWMA of accuracy below its limit', 22)).toBe('EWMA of accuracy…');
    expect(cell('EWMA of accuracy below its limit', 23)).toBe('EWMA of accuracy below…');
    expect(cell('the one/and/only/longest/name/of/all', 20)).toBe('the one/and/only/lo…');
  });

  it('cuts no sign in half', () => {
    for (const width of [9, 10, 11, 12]) {
      const [, cell = ''] = table(['A'], [['😀'.repeat(30)]], { width }).split('\n');
      expect(cell).toMatch(/^(?:😀)+…$/u);
      expect(cell).not.toContain('\\ud83d');
    }
  });

  it('does not count colours as width', () => {
    const { red } = createStyle(true);
    const coloured = table(
      ['A', 'B'],
      [
        [red('drift'), '1'],
        ['stable', '2'],
      ]
    );
    expect(stripVTControlCharacters(coloured)).toBe(
      table(
        ['A', 'B'],
        [
          ['drift', '1'],
          ['stable', '2'],
        ]
      )
    );
  });

  it('lets nothing that comes from elsewhere drive the terminal', () => {
    expect(printable('a\u001B[2J\u001B]0;title\u0007b\nc')).toBe('a\\x1b[2J\\x1b]0;title\\x07b\\nc');
    expect(printable('\u001B[31mred \u202Edlrow')).toBe('\\x1b[31mred \\u202edlrow');
  });

  it('writes our own colours and lines, and shows every other code', () => {
    const text = `${createStyle(true).red('drift')}\nnext \u001B[2J\u001B[8m\u009B1m`;
    expect(safeOutput(text)).toBe('\u001B[31mdrift\u001B[39m\nnext \\x1b[2J\\x1b[8m\\x9b1m');
  });

  it('shows even the colours that are ours, where somebody else has written them', () => {
    const name = '\u001B[32mfine\u001B[39m';
    expect(safeOutput(name)).toBe('\\x1b[32mfine\\x1b[39m');
    expect(safeOutput(table(['A'], [[name]]))).not.toContain('\u001B');
  });

  it('escapes in JSON what a terminal may obey, and keeps its meaning', () => {
    const document = { a: '\u009B2J \u202Ex\n' };
    const json = safeJson(document);
    expect(json).toBe('{"a":"\\u009b2J \\u202ex\\n"}');
    expect(JSON.parse(json)).toEqual(document);
  });
});

describe('wrap', () => {
  it('breaks between words and indents what follows', () => {
    expect(wrap('one two three four', 9, '  ')).toBe('one two\n  three\n  four');
  });
});

describe('wantsColour', () => {
  it('wants none without a terminal, with NO_COLOR, or on a dumb one', () => {
    expect(wantsColour({}, { isTTY: true })).toBe(true);
    expect(wantsColour({}, {})).toBe(false);
    expect(wantsColour({ NO_COLOR: '1', FORCE_COLOR: '1' }, { isTTY: true })).toBe(false);
    expect(wantsColour({ TERM: 'dumb' }, { isTTY: true })).toBe(false);
  });
});
