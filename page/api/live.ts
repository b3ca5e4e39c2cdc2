import { request } from './api.ts';
import { readEvents, type ServerEvent } from './server-events.ts';

/** Calls back for everything that happens on a stream of events; gives what ends that. */
export function listen(url: string, happened: (event: ServerEvent) => void): () => void {
  const stopped = new AbortController();
  void stay(url, happened, stopped.signal);
  return () => stopped.abort();
}

// --- internal ---

/** Pauses between tries grow up to this. */
const longestPauseMs = 15_000;

/** Listens, and again after every break: whoever comes back says what was seen last. */
async function stay(url: string, happened: (event: ServerEvent) => void, stopped: AbortSignal): Promise<void> {
  let seen: string | undefined;
  let pauseMs = 1_000;
  while (!stopped.aborted) {
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (seen !== undefined) headers['last-event-id'] = seen;
      const answer = await request(url, { headers, signal: stopped });
      if (answer.body)
        await readEvents(answer.body, (event) => {
          pauseMs = 1_000;
          if (event.id !== undefined) seen = event.id;
          happened(event);
        });
    } catch {
      if (stopped.aborted) return;
    }
    await new Promise((done) => setTimeout(done, pauseMs));
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    // Whatever was missed is read anew.
    if (!stopped.aborted && !document.hidden) happened({ event: 'reload', data: {} });
  }
}
