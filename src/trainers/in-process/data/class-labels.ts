import { decimalNumber } from '../../../rows/number.ts';
import { TrainingError } from '../../../terms/errors.ts';
import { foundNames } from './csv.ts';

/**
 * The labels of a classification, as they come row by row; which of them is positive is told when all have been seen.
 */
export class ClassLabels {
  /** The number for each label, keyed by the label's plain form. */
  private readonly seen = new Map<string, number>();
  private readonly rows: number[] = [];

  add(text: string): void {
    const label = plainLabel(text);
    let number = this.seen.get(label);
    if (number === undefined) this.seen.set(label, (number = this.seen.size));
    this.rows.push(number);
  }

  /** 1 for rows of the positive label, 0 for others. */
  decide(positive: string | undefined, column: string): { positive: string; labels: number[] } {
    const label = positive === undefined ? this.guess(column) : plainLabel(positive);
    const number = this.seen.get(label);
    if (positive !== undefined && number === undefined && this.seen.size > 0)
      throw refused(column, [...this.seen.keys()], `none is \`${label}\`, which \`positive\` names; name one of them`);
    return { positive: label, labels: this.rows.map((row) => (row === number ? 1 : 0)) };
  }

  // --- internal ---

  /** Pairs with one obvious meaning. One label alone identifies its pair. */
  private guess(column: string): string {
    const labels = [...this.seen.keys()];
    const pair = pairs.find((both) => labels.every((label) => both.includes(label)));
    if (pair) return pair[0];
    if (labels.length < 3) throw refused(column, labels, 'say which of them counts as positive with `positive`');
    const numbers = areNumbers(labels) ? ', or learn numbers with `task: regression`' : '';
    throw refused(
      column,
      labels,
      `say which of them counts as positive, against all others, with \`positive\`${numbers}`
    );
  }
}

/** `1.0`, `+1` and ` 1` are the label 1, `True` and `TRUE` are `true`: what programs make of one and the same. */
export function plainLabel(text: string): string {
  const trimmed = text.trim();
  const number = decimalNumber(trimmed);
  if (trimmed !== '' && Number.isFinite(number)) return String(number + 0);
  const lower = trimmed.toLowerCase();
  return pairs.some((pair) => pair.includes(lower)) ? lower : trimmed;
}

// --- internal ---

/** The positive one first. */
const pairs: readonly (readonly [string, string])[] = [
  ['1', '0'],
  ['1', '-1'],
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
  ['positive', 'negative'],
  ['pos', 'neg'],
];

const mostNumbers = 5;

function areNumbers(labels: readonly string[]): boolean {
  return labels.every((label) => label !== '' && Number.isFinite(decimalNumber(label)));
}

function refused(column: string, labels: readonly string[], next: string): TrainingError {
  const count = labels.length === 1 ? '1 label' : `${labels.length} different labels`;
  // Five of many numbers say nothing.
  const isMany = labels.length > mostNumbers && areNumbers(labels);
  const found = isMany ? `${labels.length} different numbers` : `${count}: ${foundNames(labels, 5)}`;
  return new TrainingError(`Expected column \`${column}\` to hold two distinct classes, found ${found}; ${next}`, {
    everyTrial: true,
  });
}
