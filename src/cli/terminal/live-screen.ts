import { heightOf, safeOutput } from './table.ts';
import type { CliStream } from './context.ts';

/** Text that is drawn over the text before it, so that the terminal keeps what was above. */
export class LiveScreen {
  private readonly stream: CliStream & { rows?: number };
  private lines = 0;

  constructor(stream: CliStream & { rows?: number }) {
    this.stream = stream;
  }

  /** What the window holds now; people change its size. */
  get room(): { columns: number; rows: number } {
    // A terminal whose size nobody has set says 0.
    return { columns: this.stream.columns || 80, rows: (this.stream.rows || 24) - 1 };
  }

  /** A text that is higher than the window is cut, and says so. */
  draw(text: string): void {
    const { columns, rows } = this.room;
    const shown = cutTo(safeOutput(text).split('\n'), columns, rows);
    const up = this.lines > 0 ? `\u001B[${this.lines}A` : '';
    this.stream.write(`${up}\r${shown.map((line) => `${line}\u001B[K`).join('\n')}\n\u001B[J`);
    this.lines = heightOf(shown.join('\n'), columns);
  }
}

/** Whether what is written can be drawn over: a terminal that obeys codes for its cursor. */
export function canRedraw(env: NodeJS.ProcessEnv, { isTTY }: Pick<CliStream, 'isTTY'>): boolean {
  return isTTY === true && env.TERM !== 'dumb';
}

// --- internal ---

/** What is above the window cannot be reached again. */
function cutTo(lines: readonly string[], columns: number, rows: number): readonly string[] {
  if (heightOf(lines.join('\n'), columns) <= rows) return lines;
  const shown: string[] = [];
  let left = rows - 1;
  for (const line of lines) {
    left -= heightOf(line, columns);
    if (left < 0) break;
    shown.push(line);
  }
  const more = lines.length - shown.length;
  return [...shown, `… ${more} more ${more === 1 ? 'line' : 'lines'}`];
}
