/**
 * Cuts a stream of text into lines with bounded memory: drops the rest of a line longer than `limit`.
 */
export class LineSplitter {
  private readonly limit: number;
  private readonly onLine: (line: string) => void;
  private kept = '';

  constructor(limit: number, onLine: (line: string) => void) {
    this.limit = limit;
    this.onLine = onLine;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.keep(text, from, end);
      this.flush();
      from = end + 1;
    }
    this.keep(text, from, text.length);
  }

  /** Call when the stream ends: the last line may lack its line end. */
  end(): void {
    if (this.kept !== '') this.flush();
  }

  private keep(text: string, from: number, to: number): void {
    const room = this.limit - this.kept.length;
    if (room > 0) this.kept += text.slice(from, Math.min(to, from + room));
  }

  private flush(): void {
    const line = this.kept.endsWith('\r') ? this.kept.slice(0, -1) : this.kept;
    this.kept = '';
    this.onLine(line);
  }
}
