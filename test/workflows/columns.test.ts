import { describe, expect, it } from 'vitest';
import { columns } from '../../workflows/details.ts';

describe('columns', () => {
  it('stand under each other in a block of code, as the UI draws no space between the cells of a table', () => {
    expect(
      columns([
        ['metric', 'level'],
        ['accuracy', 'stable'],
        ['p', 'drift'],
      ])
    ).toBe('```text\nmetric    level\naccuracy  stable\np         drift\n```');
  });

  it('hold whatever a name holds, which cannot end the block or begin a line', () => {
    const text = columns([
      ['```', 'a\n```\nb'],
      ['````x', 'y'.repeat(1_000)],
    ]);
    const [fence = ''] = text.split('text\n');
    expect(fence).toBe('`````');
    expect(text.split('\n').filter((line) => line.startsWith(fence))).toHaveLength(2);
    expect(text.split('\n')).toHaveLength(4);
    expect(text.length).toBeLessThan(400);
  });

  it('are an empty block without rows', () => {
    expect(columns([])).toBe('```text\n\n```');
  });
});
