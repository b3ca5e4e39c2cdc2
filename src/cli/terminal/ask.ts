import type { CliContext } from './context.ts';

/** Whether there is somebody to ask: a terminal on both sides, and no program that reads JSON. */
export function canAsk({ io, json }: CliContext): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true && !json;
}

/** Asks questions on a terminal, a line each; what is answered with an empty line keeps its default. */
export class Questions {
  private readonly context: CliContext;
  private readonly input: AsyncIterator<Uint8Array | string>;
  private rest = '';

  constructor(context: CliContext) {
    this.context = context;
    this.input = context.io.stdin[Symbol.asyncIterator]();
  }

  /** The answer without blanks around it; the default for an empty one, and at the end of the input. */
  async ask(question: string, byDefault: string): Promise<string> {
    const shown = `${question}${byDefault === '' ? '' : ` [${byDefault}]`}`;
    this.context.io.stderr.write(`${this.context.toRead(shown)} `);
    return (await this.line()).trim() || byDefault;
  }

  /** Only `y` or `yes` is a yes. */
  async confirm(question: string): Promise<boolean> {
    this.context.io.stderr.write(`${this.context.toRead(`${question} [y/N]`)} `);
    return /^\s*y(?:es)?\s*$/i.test(await this.line());
  }

  // --- internal ---

  private async line(): Promise<string> {
    while (!this.rest.includes('\n')) {
      const { value, done } = await this.input.next();
      if (done) break;
      this.rest += typeof value === 'string' ? value : new TextDecoder().decode(value);
    }
    const [line = '', ...more] = this.rest.split('\n');
    this.rest = more.join('\n');
    return line;
  }
}
