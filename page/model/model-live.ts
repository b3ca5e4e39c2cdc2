import { listen } from '../api/live.ts';
import type { ServerEvent } from '../api/server-events.ts';
import { filled } from '../api/api.ts';

type Heard = (event: ServerEvent) => void;

/** Tells of everything that happens to a monitor. All parts of a view share one stream. */
export function watchModel(model: string, heard: Heard): () => void {
  const stream = streams.get(model) ?? open(model);
  stream.heard.add(heard);
  return () => {
    stream.heard.delete(heard);
    if (stream.heard.size > 0) return;
    stream.end();
    streams.delete(model);
  };
}

// --- internal ---

const streams = new Map<string, { heard: Set<Heard>; end: () => void }>();

function open(model: string): { heard: Set<Heard>; end: () => void } {
  const heard = new Set<Heard>();
  const end = listen(filled('/v1/models/{model}/events', { model }), (event) => heard.forEach((one) => one(event)));
  const stream = { heard, end };
  streams.set(model, stream);
  return stream;
}
