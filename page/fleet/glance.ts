import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get } from '../api/api.ts';
import { glanceFrom, type Glance } from './glance-from.ts';

export interface GlanceReading {
  /** `undefined`: not read yet; `null`: it did not answer. */
  value: ReadonlySignal<Glance | null | undefined>;
  /** Reads it once, while the row stays in sight; gives what ends that. */
  want: () => () => void;
}

/** The glance at a monitor; another `version` of it is read anew. */
export function glanceOf(model: string, version: string): GlanceReading {
  const known = glances.get(model);
  if (known?.version === version) return known.reading;
  // What was seen before stays to be seen until there is news.
  const value = signal<Glance | null | undefined>(known?.reading.value.peek());
  let isRead = false;
  const reading = {
    value,
    want: () => {
      if (isRead) return () => undefined;
      wanted.set(model, value);
      soon();
      isRead = true;
      return () => {
        if (wanted.delete(model)) isRead = false;
      };
    },
  };
  if (glances.size >= mostKept) glances.clear();
  glances.set(model, { version, reading });
  return reading;
}

// --- internal ---

const mostKept = 20_000;
/** As many as the server answers at once. */
const mostAtOnce = 50;
/** Whoever scrolls past is not asked. */
const settleMs = 120;

const glances = new Map<string, { version: string; reading: GlanceReading }>();
const wanted = new Map<string, Signal<Glance | null | undefined>>();
let timer: ReturnType<typeof setTimeout> | undefined;
let isUnderWay = false;

function soon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void read(), settleMs);
}

/** All rows in sight by one request; the next one only after it. */
async function read(): Promise<void> {
  if (isUnderWay) return;
  isUnderWay = true;
  const now = [...wanted].slice(0, mostAtOnce);
  for (const [model] of now) wanted.delete(model);
  const asked = new Map(now);
  try {
    if (asked.size === 0) return;
    const { models } = await get('/v1/sparklines', { query: { models: [...asked.keys()].join(','), series: 4 } });
    for (const trail of models) {
      const value = asked.get(trail.model);
      if (value) value.value = glanceFrom(trail);
      asked.delete(trail.model);
    }
  } catch {
    // Said by the list itself.
  } finally {
    for (const value of asked.values()) value.value = null;
    isUnderWay = false;
    if (wanted.size > 0) soon();
  }
}
