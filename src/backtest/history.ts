import type { Rows } from '../terms/rows.ts';

/** What the observations of a history are means of, as columns; `NaN` where a part is not known. */
export type RowColumns = Record<'n' | 'squares' | 'min' | 'max', Float64Array>;

/** What is measured: observations of one stream are judged together. */
export interface Stream {
  metric: string;
  /** Empty: the model as a whole. */
  segment: string;
  version: string | null;
  /** Number of the first stream of the same metric and segment: a detector sees all versions in one order. */
  series: number;
}

/**
 * What a monitor would have received, as columns: a million observations take 20 MB. Batches are in the order of
 * arrival; the observations of a batch arrive together.
 */
export interface History {
  streams: Stream[];
  /** Observations in all. */
  size: number;
  /** For each observation: its stream, its event time, its value (`NaN`: no measurement). */
  stream: Uint32Array;
  at: Float64Array;
  value: Float64Array;
  /** Only of histories that say how many rows their values are means of. */
  rows?: RowColumns;
  /** Where each batch begins, and where the last one ends. */
  starts: Uint32Array;
  /** When each batch arrives; never decreases. */
  arrivals: Float64Array;
  /** Observations that are earlier than one before them. */
  backward: number;
}

/** Grows a history observation by observation. */
export class HistoryBuilder {
  private readonly streams: Stream[] = [];
  private readonly places = new Map<string, number>();
  private stream = new Uint32Array(1_024);
  private at = new Float64Array(1_024);
  private value = new Float64Array(1_024);
  private rows: RowColumns | undefined;
  private readonly starts: number[] = [];
  private readonly arrivals: number[] = [];
  private size = 0;
  private newest = Number.NEGATIVE_INFINITY;
  private backward = 0;
  private lastAt = Number.NaN;

  /** The number of a stream, by which observations name it. */
  streamOf(metric: string, segment = '', version: string | null = null): number {
    const key = `${metric}\0${segment}\0${version ?? ''}`;
    let place = this.places.get(key);
    if (place === undefined) {
      const first = this.streams.findIndex((one) => one.metric === metric && one.segment === segment);
      const series = first === -1 ? this.streams.length : first;
      place = this.streams.push({ metric, segment, version, series }) - 1;
      this.places.set(key, place);
    }
    return place;
  }

  /**
   * Adds an observation that arrives when it is measured, together with its neighbours of the same time. One that goes
   * back in time arrives at its place in the file, like a late one.
   */
  add(stream: number, at: number, value: number, rows?: Rows): void {
    if (at !== this.lastAt) this.openBatch(at);
    this.lastAt = at;
    this.append(stream, at, value, rows);
  }

  /** Begins a batch that arrives at that time, whatever the times of its observations are. */
  openBatch(arrival: number): void {
    this.starts.push(this.size);
    this.arrivals.push(Math.max(arrival, this.arrivals.at(-1) ?? arrival));
  }

  /** An observation of the batch that was opened last. */
  append(stream: number, at: number, value: number, rows?: Rows): void {
    if (this.size === this.at.length) this.grow();
    this.stream[this.size] = stream;
    this.at[this.size] = at;
    this.value[this.size] = value;
    if (rows) this.rows ??= rowColumns(this.at.length);
    if (rows && this.rows) for (const name of rowNames) this.rows[name][this.size] = rows[name] ?? Number.NaN;
    this.size += 1;
    if (at < this.newest) this.backward += 1;
    else this.newest = at;
  }

  build(): History {
    const { streams, size, backward, rows } = this;
    const part = (column: Float64Array): Float64Array => column.subarray(0, size);
    return {
      streams,
      size,
      stream: this.stream.subarray(0, size),
      at: this.at.subarray(0, size),
      value: this.value.subarray(0, size),
      ...(rows
        ? { rows: { n: part(rows.n), squares: part(rows.squares), min: part(rows.min), max: part(rows.max) } }
        : {}),
      starts: Uint32Array.from([...this.starts, size]),
      arrivals: Float64Array.from(this.arrivals),
      backward,
    };
  }

  private grow(): void {
    const twice = <T extends Uint32Array | Float64Array>(column: T, larger: T): T => {
      larger.set(column);
      return larger;
    };
    const length = 2 * this.at.length;
    this.stream = twice(this.stream, new Uint32Array(length));
    this.at = twice(this.at, new Float64Array(length));
    this.value = twice(this.value, new Float64Array(length));
    if (!this.rows) return;
    const larger = rowColumns(length);
    for (const name of rowNames) larger[name].set(this.rows[name]);
    this.rows = larger;
  }
}

/** The same observations sorted by time; the sort is stable. */
export function sortedByTime(history: History): History {
  const order = Uint32Array.from({ length: history.size }, (_, i) => i).sort(
    (a, b) => history.at[a]! - history.at[b]! || a - b
  );
  const builder = new HistoryBuilder();
  const places = history.streams.map(({ metric, segment, version }) => builder.streamOf(metric, segment, version));
  for (const i of order)
    builder.add(places[history.stream[i]!]!, history.at[i]!, history.value[i]!, rowsAt(history, i));
  return builder.build();
}

/** What an observation is the mean of; `undefined` where nobody has said. */
export function rowsAt({ rows }: History, i: number): Rows | undefined {
  const n = rows?.n[i] ?? Number.NaN;
  if (!rows || Number.isNaN(n)) return undefined;
  const found: Rows = { n };
  for (const name of partNames) {
    const x = rows[name][i] ?? Number.NaN;
    if (!Number.isNaN(x)) found[name] = x;
  }
  return found;
}

// --- internal ---

const partNames = ['squares', 'min', 'max'] as const;
const rowNames = ['n', ...partNames] as const;

function rowColumns(length: number): RowColumns {
  const empty = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  return { n: empty(), squares: empty(), min: empty(), max: empty() };
}
