import { safeOutput } from './table.ts';
import { stripVTControlCharacters } from 'node:util';
import type { CliStream } from './context.ts';

/** Text that is drawn over the text before it, so that the terminal keeps what was above. */
export class LiveScreen {
  private readonly stream: CliStream & { rows?: number };
  private lines = 0;

  constructor(stream: CliStream & { rows?: number }) {
    this.stream = stream;
  }

  draw(text: string): void {
    const { columns = 80, rows = 24 } = this.stream;
    // What is above the window cannot be reached again.
    const shown = safeOutput(text)
      .split('\n')
      .slice(0, rows - 1);
    const up = this.lines > 0 ? `\u001B[${this.lines}A` : '';
    this.stream.write(`${up}\r${shown.map((line) => `${line}\u001B[K`).join('\n')}\n\u001B[J`);
    // A line that is longer than the window takes more than one.
    this.lines = shown.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)),
      0
    );
  }
}
