import type { CliStream } from './context.ts';

/** A bar that fills in place, on a terminal only. */
export class ProgressBar {
  private readonly stream: CliStream;
  private readonly label: string;
  private shown = '';

  constructor(stream: CliStream, label: string) {
    this.stream = stream;
    this.label = label;
  }

  /** @param share from 0 to 1 */
  show(share: number): void {
    if (this.stream.isTTY !== true) return;
    const filled = Math.round(width * Math.min(1, Math.max(0, share)));
    const text = `${this.label} [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${Math.floor(100 * share)} %`;
    if (text === this.shown) return;
    this.shown = text;
    this.stream.write(`\r${text}`);
  }

  /** Removes the bar. */
  clear(): void {
    if (this.shown !== '') this.stream.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}

// --- internal ---

const width = 30;
