import { colourOfState } from '../../terminal/style.ts';
import { numbered } from '../../../terms/numbered.ts';
import { safeJson, type CliContext } from '../../terminal/context.ts';

/** What a detector says of one value, or a test of one window. */
export interface Detection {
  level: string;
  index?: number;
  statistic?: number | null;
  [more: string]: unknown;
}

/**
 * A line each: words where a terminal shows them, else JSON. Written in chunks: a write a line would take longer than
 * the detectors.
 */
export class DetectionWriter {
  private readonly context: CliContext;
  private readonly isForPeople: boolean;
  private readonly counts = new Map<string, number>();
  private text = '';

  constructor(context: CliContext) {
    this.context = context;
    this.isForPeople = context.io.stdout.isTTY === true && !context.json;
  }

  write(found: Detection): void {
    this.counts.set(found.level, (this.counts.get(found.level) ?? 0) + 1);
    this.text += `${this.isForPeople ? this.words(found) : safeJson(found)}\n`;
    if (this.text.length > 16_384) this.flush();
  }

  flush(): void {
    if (this.isForPeople) this.context.lines(this.text);
    // JSON is safe already, and a line is found and shown faster than it is looked through.
    else if (this.text !== '') this.context.io.stdout.write(this.text);
    this.text = '';
  }

  /** For people: what there was in all. */
  end(what: string): void {
    if (!this.isForPeople) return;
    const [drifts, warnings] = ['drift', 'warning'].map((level) => numbered(this.counts.get(level) ?? 0, level));
    this.context.lines(`${what}: ${drifts}, ${warnings}\n`);
  }

  // --- internal ---

  private words({ level, index, ...rest }: Detection): string {
    const { style } = this.context;
    const place = index === undefined ? '' : `${style.dim('value')} ${String(index).padEnd(8)}`;
    const facts = Object.entries(rest)
      .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
      .map(
        ([name, value]) =>
          `${style.dim(name)} ${typeof value === 'number' ? Number(value.toPrecision(6)) : String(value)}`
      );
    return [`${place}${colourOfState(style, level)(level.padEnd(8))}`, ...facts].join('  ');
  }
}
