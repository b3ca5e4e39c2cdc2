import { readFields } from '../../samples/ndjson.ts';
import { readSampleBlocks, type ReadSample } from '../../samples/read-samples.ts';
import { Refusal } from '../problem/refusal.ts';
import { boundedBody, boundedJson, sized } from './bounded-body.ts';
import { smallBytes } from './row-keys.ts';
import type { SampleReading } from '../../samples/sample.ts';

/** What a body of observations may be. */
export const observationFormats = ['json', 'ndjson', 'csv'] as const;

export type ObservationFormat = (typeof observationFormats)[number];

/** Media types, the usual one of each format first. */
export const mediaTypes: Readonly<Record<ObservationFormat, readonly string[]>> = {
  ndjson: ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'],
  csv: ['text/csv'],
  json: ['application/json'],
};

export interface BodyReading extends SampleReading {
  maxBytes: number;
  /** @default by the media type; where that says nothing, by the first line */
  format?: ObservationFormat | undefined;
  /** Is told before the first row whether the body is small. @default nobody waits for that */
  tellSize?: ((isSmall: boolean) => void) | undefined;
}

/**
 * The rows of a body, some at a time, numbered from 1: lines of NDJSON or CSV as they arrive, or the items of a JSON
 * array. A bad row spoils no other.
 *
 * @throws Refusal when the body is too large or of no known format
 * @throws ConfigurationError when the heading of a CSV cannot be used
 */
export function rowsOfBody(
  request: Request,
  { maxBytes, format, tellSize, ...reading }: BodyReading
): AsyncGenerator<ReadSample[]> {
  const known = format ?? formatOf(request.headers.get('content-type'));
  const whole = boundedBody(request, maxBytes);
  const body = tellSize ? sized(whole, smallBytes, tellSize) : whole;
  if (known === 'json') return itemsOf(() => boundedJson(request, maxBytes, body), reading);
  return readSampleBlocks(body, known, reading);
}

// --- internal ---

/** Says nothing of the format: what `curl --data-binary` and plain clients send. */
const anyType = ['', 'application/x-www-form-urlencoded', 'application/octet-stream', 'text/plain'];

function formatOf(contentType: string | null): ObservationFormat | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (anyType.includes(type)) return undefined;
  const found = observationFormats.find((format) => mediaTypes[format].includes(type));
  if (found) return found;
  const usual = observationFormats.map((format) => `\`${mediaTypes[format][0]}\``).join(', ');
  throw new Refusal('unknown-format', `Expected \`Content-Type\` to be one of ${usual}, got \`${type.slice(0, 60)}\``);
}

/** Items that are read at a time. */
const itemsAtATime = 1_000;

async function* itemsOf(json: () => Promise<unknown>, reading: SampleReading): AsyncGenerator<ReadSample[]> {
  const body = await json();
  const items: unknown[] = Array.isArray(body) ? body : body === undefined ? [] : [body];
  for (let from = 0; from < items.length; from += itemsAtATime)
    yield items.slice(from, from + itemsAtATime).map((item, index) => {
      const read = readFields(item, reading);
      const line = from + index + 1;
      return typeof read === 'string' ? { line, fault: read } : { line, sample: read };
    });
}
