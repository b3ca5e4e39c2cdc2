import protobuf from 'protobufjs/minimal.js';

/** One value of a series, as Prometheus sends it. */
export interface PromSample {
  value: number;
  /** Epoch milliseconds. */
  at: number;
}

export interface PromSeries {
  labels: Readonly<Record<string, string>>;
  samples: readonly PromSample[];
}

/**
 * The series of a `prometheus.WriteRequest`, version 1. Metadata, exemplars and native histograms are passed over.
 *
 * @throws Error when the bytes are no such message
 */
export function decodeWriteRequest(bytes: Uint8Array): PromSeries[] {
  const series: PromSeries[] = [];
  readMessage(protobuf.Reader.create(bytes), bytes.length, {
    1: (reader, end) => series.push(readSeries(reader, end)),
  });
  return series;
}

// --- internal ---

type Reader = protobuf.Reader;

type Fields = Readonly<Record<number, (reader: Reader, end: number) => void>>;

const delimited = 2;

/** Fields that are messages or texts, by their number; any other is passed over. */
function readMessage(reader: Reader, end: number, fields: Fields): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = fields[tag >>> 3];
    if (field && (tag & 7) === delimited) {
      const length = reader.uint32();
      const fieldEnd = reader.pos + length;
      if (fieldEnd > end) throw new Error('a field ends after the message that it is in');
      field(reader, fieldEnd);
      if (reader.pos !== fieldEnd) throw new Error('a field does not end where it says');
    } else reader.skipType(tag & 7);
  }
  if (reader.pos !== end) throw new Error('a field ends after the message that it is in');
}

function readSeries(reader: Reader, end: number): PromSeries {
  const labels: [string, string][] = [];
  const samples: PromSample[] = [];
  readMessage(reader, end, {
    1: (one, fieldEnd) => labels.push(readLabel(one, fieldEnd)),
    2: (one, fieldEnd) => samples.push(readSample(one, fieldEnd)),
  });
  return { labels: Object.fromEntries(labels), samples };
}

/** A name may begin with what elsewhere marks the order of bytes. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function readLabel(reader: Reader, end: number): [string, string] {
  const label: [string, string] = ['', ''];
  const text =
    (place: 0 | 1) =>
    (one: Reader, fieldEnd: number): void => {
      label[place] = utf8.decode(one.buf.subarray(one.pos, fieldEnd));
      one.pos = fieldEnd;
    };
  readMessage(reader, end, { 1: text(0), 2: text(1) });
  return label;
}

function readSample(reader: Reader, end: number): PromSample {
  const sample = { value: 0, at: 0 };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | 1)) sample.value = reader.double();
    else if (tag === 2 << 3) sample.at = Number(reader.int64());
    else reader.skipType(tag & 7);
  }
  return sample;
}
