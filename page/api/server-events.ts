/** One server-sent event; `data` is JSON that was read. */
export interface ServerEvent {
  event: string;
  data: unknown;
  id?: string;
}

/**
 * Reads server-sent events off a body until it ends. The browser's own `EventSource` can send no token, so that it is
 * read here.
 */
export async function readEvents(body: ReadableStream<Uint8Array>, see: (event: ServerEvent) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) see(event);
    }
  }
}

/** One block of lines; comments alone are no event. */
export function eventOf(block: string): ServerEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'data' && fields.has('data')) fields.set('data', `${fields.get('data')}\n${value}`);
    else if (name !== '') fields.set(name, value);
  }
  const text = fields.get('data');
  if (text === undefined) return undefined;
  const id = fields.get('id');
  return { event: fields.get('event') ?? 'message', data: parsed(text), ...(id === undefined ? {} : { id }) };
}

// --- internal ---

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
