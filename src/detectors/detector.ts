import type { Direction, MetricWords } from '../terms/metric-kinds.ts';
import type { Sampled } from '../stats/sampled.ts';
import type { Verdict } from '../terms/level.ts';

/**
 * A detector is a plain object of functions over a plain JSON state: the state crosses activity boundaries, the
 * event history and continue-as-new, so `JSON.parse(JSON.stringify(state))` after any sample must change no later
 * verdict. Never store `Infinity` or `NaN` (JSON turns both into `null`); store `null` and test for it.
 */
export interface Detector<O extends object = Record<string, unknown>, S extends object = object> {
  /** The name used in policies and on the command line, kebab-case. */
  readonly name: string;
  /** One line for help texts and the table in the docs. */
  readonly summary: string;
  /**
   * What it may be fed: `metric` any finite number; `error-bit` 0 or 1 (1 = wrong prediction), or a number scaled to
   * [0, 1]; `correct-bit` the same with 1 = right.
   */
  readonly input: 'metric' | 'error-bit' | 'correct-bit';
  /**
   * It finds a *change* and then accepts the new normal: its later `stable` does not mean that the metric has
   * recovered. Absent on detectors that compare with a fixed bound.
   */
  readonly findsChange?: boolean;
  /** Every option: the schema, the command line and the docs are made from this table. */
  readonly parameters: { readonly [K in keyof O]-?: Parameter };
  /** Faults across options (such as a limit on the wrong side): one sentence each. */
  check?(options: O, direction: Direction): string[];
  /** Most bytes of its state as JSON, if options make it larger than 512. */
  stateBytes?(options: O): number;
  /** The state before the first observation. */
  init(options: O): S;
  /**
   * It judges itself how many rows a value is the mean of. All others are fed values of few rows closer to their
   * stream's level, so that the rows of each weigh the same (`evenOut`), and error bits as they are.
   */
  readonly judgesRows?: boolean;
  /**
   * Folds one finite observation into `state` (in place; the caller owns the copy) and judges it.
   *
   * @param sampled what `x` is the mean of, where that is known; only looked at by detectors with `judgesRows`
   */
  update(state: S, x: number, options: O, sampled?: Sampled): Verdict;
  /**
   * Cancels the restart that its alarm has requested, so that the statistic may cross its limit again, as patience
   * needs. Absent if the alarm changes nothing, and on detectors with `actsOnAlarm`.
   */
  carryOn?(state: S): void;
  /**
   * The state for a new version of the model: what belongs to the stream (shape, correlation, seasons) stays, what
   * belonged to the old version (its level) goes. `state` is left as it was. Absent where nothing stays: `init` then.
   */
  restart?(state: S, options: O): S;
  /** Its alarm clears or cuts its data, so that its statistic cannot be beyond the limit twice in a row. */
  readonly actsOnAlarm?: boolean;
  /** What it has learned of the stream, for people. */
  knows?(state: S): Knowledge;
  /** What to show of the state: how close it is to firing, and the evidence. */
  read(state: S, options: O): Reading;
  /**
   * The sentence for people when it has just fired, in these words (today's).
   *
   * @default "<metric> <statistic> beyond limit <limit>"
   */
  describe?(metric: string, reading: Reading, options: O, words?: MetricWords): string;
}

/** What a detector has learned of a stream. */
export interface Knowledge {
  /** Cycles that it takes out, in values. */
  cycles: readonly number[];
  /** Correlation of neighbours; `null` before it is known. */
  correlation: number | null;
  learntAgain?: LearntAgain;
}

/** What was learned first did not hold: the level from a start on, and the one that is compared with since. */
export interface LearntAgain {
  /** Absent where it is the level; else `from` and `to` are deviations. */
  of?: 'spread';
  /** Values that the detector had seen by then. */
  t: number;
  from: number;
  to: number;
}

/** The evidence behind a verdict. `limit` is `null` while warming up; `statistic` too, if there is none yet. */
export interface Reading {
  /** The number that is compared with `limit`. */
  statistic: number | null;
  /** The bound that it must not cross. */
  limit: number | null;
  /** Which side of `limit` fires. */
  fires: 'above' | 'below';
  /** Observations that the detector has counted. */
  n: number;
  /** Those that an alarm rests on, as evidence has it: 1 where the newest alone is judged. Absent: `n`. */
  restsOn?: number;
  /** The statistic is the variance of the newest values over the usual one: it drifted, and the level did not. */
  isOfSpread?: true;
  /** Rows that the statistic stands for, where the values say what they are means of. */
  rows?: number;
  /** Of a detector that waits for more than one value beyond its limit: how many it has of those it needs. */
  patience?: Waited;
}

/** `beyond` of the newest `of` observations are beyond the limit; it fires at `atLeast`. */
export interface Waited {
  beyond: number;
  atLeast: number;
  of: number;
}

/**
 * One option of a detector. `default: undefined` on a parameter without `optional` means that the user must give it.
 */
export type Parameter = NumberParameter | ChoiceParameter | FlagParameter;

interface Described {
  /** What it means, with its unit. */
  readonly doc: string;
  /** Where the default comes from. */
  readonly source?: string;
  /** May be left out. */
  readonly optional?: boolean;
  /** Other accepted names, in camelCase: what other libraries call the same thing. */
  readonly aliases?: readonly string[];
}

export interface NumberParameter extends Described {
  readonly type: 'number' | 'integer';
  readonly default?: number;
  /** A default that depends on options above it in the table, and how to say it. */
  readonly defaultFrom?: { readonly doc: string; of(options: Readonly<Record<string, unknown>>): number };
  readonly min?: number;
  readonly max?: number;
  /** The bound itself is not allowed. */
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
}

export interface ChoiceParameter extends Described {
  readonly type: 'choice';
  readonly values: readonly string[];
  /** Other accepted words, and the value that each means. */
  readonly synonyms?: Readonly<Record<string, string>>;
  readonly default?: string;
  /** The default for a metric of that direction, if it depends on the direction. */
  readonly byDirection?: Partial<Record<Direction, string>>;
}

export interface FlagParameter extends Described {
  readonly type: 'flag';
  readonly default?: boolean;
}
