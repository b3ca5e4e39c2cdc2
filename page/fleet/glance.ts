import { signal, type ReadonlySignal } from '@preact/signals';
import { get } from '../api/api.ts';
import type { Distance, SeriesOfModel } from '../api/types.ts';
import { streamName } from '../parts/words.ts';

/** What a row shows of the monitor itself. */
export interface Glance {
  values: readonly number[];
  limit: number | null;
  label: string;
  /** Of the stream that is nearest to firing; empty where none is watched yet. */
  metric: string;
  toFiring: number | null;
  text: string;
}

export interface GlanceReading {
  /** `undefined`: not read yet; `null`: it did not answer. */
  value: ReadonlySignal<Glance | null | undefined>;
  /** Reads it once, while the row stays in sight; gives what ends that. */
  want: () => () => void;
}

/** The glance at a monitor; another `version` of it is read anew. */
export function glanceOf(model: string, version: string): GlanceReading {
  const key = `${model} ${version}`;
  const known = glances.get(key);
  if (known) return known;
  const value = signal<Glance | null | undefined>(undefined);
  const made: GlanceReading = { value, want: () => want(model, value) };
  if (glances.size >= mostKept) glances.clear();
  glances.set(key, made);
  return made;
}

// --- internal ---

const mostKept = 2_000;
const mostAtOnce = 6;
/** Whoever scrolls past is not asked. */
const settleMs = 120;

const glances = new Map<string, GlanceReading>();
const waiting = new Set<() => Promise<void>>();
let underWay = 0;

function want(model: string, value: { value: Glance | null | undefined }): () => void {
  if (value.value) return () => undefined;
  const abort = new AbortController();
  const read = async (): Promise<void> => {
    try {
      value.value = await readGlance(model, abort.signal);
    } catch {
      if (!abort.signal.aborted) value.value = null;
    }
  };
  const timer = setTimeout(() => {
    waiting.add(read);
    next();
  }, settleMs);
  return () => {
    clearTimeout(timer);
    waiting.delete(read);
    abort.abort();
  };
}

function next(): void {
  for (const read of waiting) {
    if (underWay >= mostAtOnce) return;
    waiting.delete(read);
    underWay += 1;
    void read().finally(() => {
      underWay -= 1;
      next();
    });
  }
}

async function readGlance(model: string, signal: AbortSignal): Promise<Glance> {
  const path = { model };
  const [{ series }, { distances }] = await Promise.all([
    get('/v1/models/{model}/series', { path, signal }),
    get('/v1/models/{model}/explanation', { path, signal }),
  ]);
  return glanceFrom(series, distances);
}

/** The stream that is nearest to firing, and its newest values. */
function glanceFrom(series: SeriesOfModel['series'], distances: readonly Distance[]): Glance {
  const nearest = [...distances].sort((a, b) => (a.toFiring ?? Infinity) - (b.toFiring ?? Infinity))[0];
  const shown =
    series.find(({ metric, segment }) => metric === nearest?.metric && segment === nearest.segment) ?? series[0];
  const name = shown ? streamName(shown.metric, shown.segment) : '';
  return {
    values: shown?.values.slice(-60) ?? [],
    limit: null,
    label: shown ? `The newest values of ${name}` : '',
    metric: nearest ? streamName(nearest.metric, nearest.segment) : '',
    toFiring: nearest?.toFiring ?? null,
    text: nearest?.text ?? '',
  };
}
