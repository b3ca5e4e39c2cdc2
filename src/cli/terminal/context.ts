import { safeOutput } from './table.ts';
import { onServer } from './on-server.ts';
import { createStyle, wantsColour, type Style } from './style.ts';
import { exitCodes } from './exit-codes.ts';

/** What the command line gets from its process; tests pass their own. */
export interface CliIo {
  env: NodeJS.ProcessEnv;
  stdin: AsyncIterable<Uint8Array | string> & { isTTY?: boolean };
  stdout: CliStream;
  stderr: CliStream;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}

export interface CliStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** One run of the command: where and how it writes, and its exit code. */
export class CliContext {
  readonly io: CliIo;
  /** Colours for stdout. */
  readonly style: Style;
  readonly json: boolean;
  readonly verbose: boolean;
  exitCode: number = exitCodes.ok;
  private help = '';
  /** The command ends by itself, in order, after Ctrl-C. Otherwise it is abandoned. */
  endsItself = false;
  /** Said at Ctrl-C while something is asked for that cannot be taken back. */
  inDoubt: string | undefined;
  /** The flags that name the server, as they were given, for the end of commands to copy: ` --namespace eu`. */
  server = '';
  /** Told of a question that has no answer yet; who waits through an outage puts in what tells of it once. */
  tellWait = (text: string): void => (this.json ? undefined : this.note(text));

  constructor(io: CliIo, { json, verbose }: { json: boolean; verbose: boolean }) {
    this.io = io;
    this.json = json;
    this.verbose = verbose;
    this.style = createStyle(!json && wantsColour(io.env, io.stdout));
  }

  /**
   * At most a width that is comfortable to read, however wide the window is. Without bounds where no terminal shows it:
   * whoever reads a pipe or a file wants whole lines.
   */
  get width(): number {
    const { columns } = this.io.stdout;
    return columns === undefined ? Number.POSITIVE_INFINITY : readable(columns);
  }

  /** Of help texts, which are prose. */
  get helpWidth(): number {
    return Math.min(this.width, 80);
  }

  /**
   * Waits for the answer to what changes something. At Ctrl-C nobody knows whether it has arrived.
   *
   * @param what is on its way: `pause` to shop:ranker
   * @param look the command that tells
   */
  async sending<T>(what: string, look: string, answer: Promise<T>): Promise<T> {
    this.inDoubt = `Interrupted while ${what} was on its way: it may have arrived or not; \`temporal-retrain ${look}${this.server}\` tells`;
    try {
      return await answer;
    } finally {
      this.inDoubt = undefined;
    }
  }

  /** The same for a command of a monitor, which its ledger tells of. */
  commanding<T>(name: string, model: string, answer: Promise<T>): Promise<T> {
    return this.sending(`\`${name}\` to ${model}`, `monitor explain ${model}`, answer);
  }

  /** The answer: a JSON document with `--json`, text otherwise, in lines that a terminal has room for. */
  result(document: unknown, text: () => string): void {
    this.print(document, () => this.shown(text(), this.io.stdout), 2);
  }

  /** An answer that is meant to be copied: its lines stay as they are, however long. */
  verbatim(document: unknown, text: () => string): void {
    this.print(document, () => safeOutput(text()), 2);
  }

  /** One of many answers: a line of JSON with `--json`, one of text otherwise, which a terminal may show as several. */
  line(document: unknown, text: () => string): void {
    this.print(document, () => this.shown(text(), this.io.stdout));
  }

  /** Many lines for people in one text, each as long as it is. */
  lines(text: string): void {
    this.io.stdout.write(safeOutput(text));
  }

  /** For people who watch the run; never part of the answer. */
  note(text: string): void {
    // A hint that is a question ends the sentence.
    this.io.stderr.write(`${this.toRead(text.replace(/\?\.$/, '?'))}\n`);
  }

  /** Of the help that was asked for, a part: with `--json` all of it becomes one document, by `helpDocument`. */
  printed(help: string): void {
    // The version is one already.
    if (this.json && !help.startsWith('{')) this.help += help;
    else this.io.stdout.write(help);
  }

  helpDocument(): void {
    if (this.help !== '') this.io.stdout.write(`${safeJson({ help: this.help.trimEnd() }, 2)}\n`);
  }

  /** A text for stderr, safe to print: lines that a terminal would break anywhere are broken between words. */
  toRead(text: string): string {
    return this.shown(text, this.io.stderr);
  }

  /** Commands to copy, for the server that this command asks. */
  onServer(text: string): string {
    return onServer(text, this.server);
  }

  // --- internal ---

  private shown(text: string, stream: CliStream): string {
    return safeOutput(this.onServer(text), widthOf(stream));
  }

  private print(document: unknown, safe: () => string, indent?: number): void {
    this.io.stdout.write(`${this.json ? safeJson(document, indent) : safe()}\n`);
  }
}

/** The same JSON, with escapes for characters that JSON allows and a terminal may obey. */
export function safeJson(document: unknown, indent?: number): string {
  const text = JSON.stringify(document, null, indent) ?? 'null';
  return text.replaceAll(
    /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

// --- internal ---

/** Of lines on a terminal; elsewhere they are as long as they are. */
function widthOf({ isTTY, columns }: CliStream): number | undefined {
  return isTTY && columns !== undefined ? readable(columns) : undefined;
}

/** A terminal whose width nobody has set says 0. */
function readable(columns: number): number {
  return Math.min(Math.max(columns || 80, 40), 120);
}
