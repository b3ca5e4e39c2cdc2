import { numbered } from '../terms/numbered.ts';
import { quietSpans, whyQuiet } from './report/spans.ts';
import { aroundRetrain, meanOf, monthOf, type Story, type StoryPoint, type StoryRetrain } from './story.ts';

/** Where the demo writes; a terminal has columns. */
export interface DemoOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** The demo's output for people: a live line on a terminal, plain lines elsewhere. */
export class DemoTerminal {
  private readonly out: DemoOutput;
  private readonly color: boolean;
  private live = false;

  constructor(out: DemoOutput, env: NodeJS.ProcessEnv) {
    this.out = out;
    this.color = out.isTTY === true && !env['NO_COLOR'];
  }

  line(text = ''): void {
    this.clear();
    this.out.write(`${text}\n`);
  }

  step(number: number, title: string, text: string): void {
    this.line(`${this.bold(`${number}. ${title}`)}  ${text}`);
  }

  /** The newest point: drawn over the last one on a terminal, every tenth one printed elsewhere. */
  point(story: Story): void {
    const point = story.points.at(-1);
    if (!point) return;
    if (this.out.isTTY) {
      this.clear();
      this.out.write(this.pointLine(story, point).slice(0, (this.out.columns ?? 80) + 30));
      this.live = true;
    } else if (story.points.length % 10 === 1) this.out.write(`${this.pointLine(story, point)}\n`);
  }

  retrain(retrain: StoryRetrain): void {
    const when = monthOf(retrain.at);
    const promoted = retrain.status === 'promoted';
    const compared =
      retrain.championAccuracy === null || retrain.challengerAccuracy === null
        ? ''
        : `held-out ${retrain.championAccuracy.toFixed(3)} → ${retrain.challengerAccuracy.toFixed(3)}, `;
    this.line(`${when}  ${retrain.reason}`);
    this.line(
      `         ${retrain.kind} retrain ${retrain.generation}: ${retrain.trials} trials, ${compared}` +
        (promoted ? this.paint(32, `${retrain.version} serves`) : this.paint(33, retrain.status)) +
        ` (${retrain.seconds.toFixed(1)} s)`
    );
    for (const objection of retrain.objections) this.line(`         gate: ${objection}`);
  }

  rolledBack(from: string, to: string, at: number): void {
    const when = monthOf(at);
    this.line(`${when}  ${from} does worse than ${to} did: ${this.paint(33, 'rolled back')}`);
  }

  /** What became of every retrain, in at most 80 columns. */
  table(story: Story): void {
    const head = ['version', 'drift', 'kind', 'trials', 'held-out', 'live', 'time'];
    const rows = story.retrains.map((retrain) => {
      const { before, after } = aroundRetrain(story, retrain);
      return [
        retrain.status === 'promoted' ? (retrain.version ?? '') : `(${retrain.status})`,
        monthOf(retrain.at),
        retrain.kind,
        String(retrain.trials),
        `${retrain.championAccuracy?.toFixed(3) ?? '–'} → ${retrain.challengerAccuracy?.toFixed(3) ?? '–'}`,
        retrain.status === 'promoted'
          ? `${before.toFixed(3)} → ${Number.isFinite(after) ? after.toFixed(3) : '–'}`
          : '–',
        `${retrain.seconds.toFixed(1)} s`,
      ];
    });
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
    const format = (row: string[]): string =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd();
    this.line();
    this.line(this.bold(format(head)));
    for (const row of rows) this.line(format(row));
    const last = story.points.slice(-Math.ceil(story.points.length / 6));
    this.line('held-out: champion → challenger, same days; live: 6 points before → 6 after');
    this.quiet(story);
    this.line();
    this.line(
      `Accuracy over the last ${numbered(last.length, 'point')}: ${this.bold(meanOf(last, 'accuracy').toFixed(3))} with the monitor,`
    );
    this.line(`${meanOf(last, 'unattended').toFixed(3)} had the first model been left alone.`);
  }

  bold(text: string): string {
    return this.paint(1, text);
  }

  // --- internal ---

  /** A reader may think that the monitor slept. */
  private quiet(story: Story): void {
    const spans = quietSpans(story);
    if (spans.length > 0) this.line();
    for (const span of spans) {
      this.line(
        `${monthOf(span.from)} to ${monthOf(span.to)}  under the limit for ${span.points} points, and no retrain:`
      );
      const why = whyQuiet(span);
      const lines = why.length > 71 ? why.split(/ (?=and )/) : [why];
      for (const line of lines) this.line(`         ${line}`);
    }
  }

  private pointLine(story: Story, point: StoryPoint): string {
    const spark = sparkline(story.points.slice(-30).map(({ ewma }) => ewma));
    const ewma = `EWMA ${point.ewma.toFixed(3)}`;
    const low = point.ewma < story.limit;
    return `${monthOf(point.at)}  ${spark}  ${low ? this.paint(31, ewma) : ewma}  limit ${story.limit}  serving ${point.version}`;
  }

  private clear(): void {
    if (!this.live) return;
    this.out.write('\r\u001B[2K');
    this.live = false;
  }

  private paint(code: number, text: string): string {
    return this.color ? `\u001B[${code}m${text}\u001B[0m` : text;
  }
}

/** Eight heights, scaled to 0.56 to 0.84, the range the demo lives in. */
export function sparkline(values: readonly number[]): string {
  const bars = '▁▂▃▄▅▆▇█';
  return values
    .map((value) => bars[Math.max(0, Math.min(7, Math.floor(((value - 0.56) / 0.28) * 8)))])
    .join('')
    .padStart(30);
}
