import { numbered } from '../../terms/numbered.ts';
import { oddValue } from '../../terms/metric-kinds.ts';
import type { CliContext } from '../terminal/context.ts';

/** Counts the values of a column that cannot be what its name says, such as an accuracy of 93. */
export class OddValues {
  private readonly metric: string | undefined;
  private first: number | undefined;
  private count = 0;
  private all = 0;

  constructor(metric: string | undefined) {
    this.metric = metric;
  }

  see(value: number | string): void {
    this.all += 1;
    if (typeof value !== 'number' || this.metric === undefined || oddValue(this.metric, value) === undefined) return;
    this.first ??= value;
    this.count += 1;
  }

  tell(context: Pick<CliContext, 'note'>): void {
    if (this.metric === undefined || this.first === undefined) return;
    context.note(`${oddValue(this.metric, this.first)}; ${this.count} such of ${numbered(this.all, 'value')}`);
  }
}
