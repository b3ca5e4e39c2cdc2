import { doubtText, timeDoubt } from '../../terms/event-time.ts';
import { maxTime } from '../../terms/time-text.ts';
import { isLabel, isMeasurement, isMetricName } from '../../core/wire/batch.ts';
import { keyNumber, maxKeyLength } from '../../core/wire/keys.ts';
import { rowsFaults, type Rows } from '../../terms/rows.ts';
import { InvalidMetricError } from '../../terms/errors.ts';

/** Metric values measured together, by name. */
export type MetricValues = Readonly<Record<string, number>>;

/**
 * What belongs to all values of one `record` call.
 *
 * @example
 * ```ts
 * monitor.record({ accuracy: 0.93 }, { segment: 'eu', version: '1.4.0', at: new Date(), key: 'clicks/3/1042' });
 * ```
 */
export interface RecordOptions {
  /**
   * The model version that the values were measured on. Late values of a retired version then never count against the
   * new one. @default the champion
   */
  version?: string;
  /** The slice of the data that they belong to. @default the model as a whole */
  segment?: string;
  /**
   * When they were measured, as a `Date` or in epoch milliseconds. A number that reads as seconds, microseconds or a
   * date is refused; one ahead of the clock is sent, and the monitor says so. @default now
   */
  at?: number | Date;
  /**
   * Identifies the event when it arrives again: from a queue that delivers twice, from another consumer, or from a
   * second run over the same rows. Only the first value with the same key, metric, segment and version counts; a
   * monitor remembers at least the newest 5,000. For example the id of a prediction. What stands in a list in an order
   * of its own (a row of a file, an offset of a partition) says which list, and its number there: `{ list: 'clicks/3',
   * number: 1042 }`. Such are remembered in ranges, however long the list is, for 512 lists and metrics.
   * @default none: it counts each time
   */
  key?: string | ListEntry;
  /**
   * How many rows the values are means of: an accuracy of 5 rows then weighs as 5 rows, in averages and against limits.
   * @default none: each value weighs the same
   */
  n?: number;
  /**
   * Sum of the squared values of those rows, from which follows how far chance moves their mean. With one value only,
   * and with `n`. Not needed for shares such as accuracy. @default none: a mean without it is taken as a value of its
   * own
   */
  sumOfSquares?: number;
  /** Smallest value among those rows; with one value only, and with `n`. @default none */
  min?: number;
  /** Largest value among those rows; with one value only, and with `n`. @default none */
  max?: number;
  /** Sends `at` whatever it reads as: measurements of January 1970. @default false */
  oddTime?: boolean;
}

/** An entry of a list that is sent in its order, more or less. */
export interface ListEntry {
  /** Names the list, in 1 to 1,024 characters: a topic and partition, or a hash of a file. */
  list: string;
  /** Whole, from 0; the same whoever sends the entry. */
  number: number;
  /** The list that it was before it grew, with the same numbers: what was taken there counts no more. @default none */
  was?: string;
}

export interface Observation {
  metric: string;
  value: number;
  at: number;
  segment: string | undefined;
  version: string | undefined;
  /** What the value is the mean of. */
  rows?: Rows;
  /** The key as a number. */
  key?: number | undefined;
  /** Its number in a list, whose name is hashed. */
  entry?: { list: number; number: number; was?: number } | undefined;
  /** When it was accepted, by the sender's clock. */
  recordedAt?: number;
}

/**
 * One observation for each value.
 *
 * @throws InvalidMetricError when any of them cannot be used; then none is
 */
export function observationsOf(values: MetricValues, options: RecordOptions, now: number): Observation[] {
  const { segment, version } = options;
  const at = options.at === undefined ? now : Math.round(Number(options.at));
  if (!(Math.abs(at) <= maxTime)) throw invalid('at', 'a date or epoch milliseconds', options.at);
  const doubt = typeof options.at === 'number' && !options.oddTime ? timeDoubt(at, now) : undefined;
  if (doubt !== undefined && doubt !== 'ahead') throw new InvalidMetricError(`\`at\`: ${doubtText(at, doubt)}`);
  if (segment !== undefined && !isLabel(segment)) throw invalid('segment', '1 to 128 printable characters', segment);
  if (version !== undefined && !isLabel(version)) throw invalid('version', '1 to 128 printable characters', version);
  const keyed = keyOf(options.key);
  const names = typeof values === 'object' && values !== null ? Object.keys(values) : [];
  if (names.length === 0) throw invalid('values', 'an object such as { accuracy: 0.93 }', values);
  return names.map((metric) => {
    const value = values[metric]!;
    if (!isMetricName(metric))
      throw invalid('metric', 'a name of 1 to 64 letters, digits, dots, dashes or underscores, a letter first', metric);
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw invalid(metric, 'a finite number', value, 'leave it out when there is none');
    if (!isMeasurement(value)) throw invalid(metric, 'a number from -1e100 to 1e100', value);
    const rows = rowsOf(value, options, names.length);
    const observation: Observation = { metric, value, at, segment, version, recordedAt: now };
    if (keyed.key !== undefined) observation.key = keyed.key;
    if (keyed.entry) observation.entry = keyed.entry;
    if (rows) observation.rows = rows;
    return observation;
  });
}

// --- internal ---

function rowsOf(value: number, options: RecordOptions, values: number): Rows | undefined {
  const { n, sumOfSquares: squares, min, max } = options;
  if (n === undefined && squares === undefined && min === undefined && max === undefined) return undefined;
  const [part] = Object.entries({ sumOfSquares: squares, min, max }).find(([, one]) => one !== undefined) ?? [];
  if (n === undefined) {
    if (part !== undefined) throw new InvalidMetricError(`Expected \`n\` beside \`${part}\`, got none`);
    return undefined;
  }
  if (part !== undefined && values > 1)
    throw new InvalidMetricError(`Expected one value with \`${part}\`, got ${values}; record each on its own`);
  const rows: Rows = {
    n,
    ...(squares === undefined ? {} : { squares }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
  const faults = typeof n === 'number' ? rowsFaults(value, rows) : [`Expected \`n\` to be a number, got ${typeof n}`];
  if (faults.length > 0) throw new InvalidMetricError(faults.join('; '));
  return rows;
}

function keyOf(key: RecordOptions['key']): Pick<Observation, 'key' | 'entry'> {
  if (key === undefined) return noKey;
  if (typeof key !== 'object' || key === null) {
    if (!isKeyText(key)) throw invalid('key', `a text of 1 to ${maxKeyLength} characters`, key);
    return { key: keyNumber(key) };
  }
  const { list, number, was } = key;
  if (!isKeyText(list)) throw invalid('key.list', `a text of 1 to ${maxKeyLength} characters`, list);
  if (!Number.isSafeInteger(number) || number < 0) throw invalid('key.number', 'a whole number from 0', number);
  if (was !== undefined && !isKeyText(was)) throw invalid('key.was', `a text of 1 to ${maxKeyLength} characters`, was);
  return { entry: { list: keyNumber(list), number, ...(was === undefined ? {} : { was: keyNumber(was) }) } };
}

const noKey: Pick<Observation, 'key' | 'entry'> = {};

function isKeyText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= maxKeyLength;
}

function invalid(field: string, wanted: string, value: unknown, next?: string): InvalidMetricError {
  const got =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value === 'number' ? value : typeof value;
  return new InvalidMetricError(`Expected \`${field}\` to be ${wanted}, got ${got}${next ? `; ${next}` : ''}`);
}
