interface Span {
  eventFrom: number;
  eventUntil: number | null;
}

interface Range {
  from: number;
  to: number;
}

interface Happened {
  champions: readonly Span[];
  spans: readonly Span[];
  marks: readonly { eventAt: number }[];
}

/** From the first moment to the newest in which a value came or anything else happened. */
export function wholeRange({ champions, spans, marks }: Happened, values: Range): Range {
  const bands = [...champions, ...spans].flatMap(({ eventFrom, eventUntil }) =>
    eventUntil === null ? [eventFrom] : [eventFrom, eventUntil]
  );
  const happened = [...bands, ...marks.map(({ eventAt }) => eventAt)];
  const { from, to } = rangeOf([values.from, values.to, ...happened]);
  // What has just begun to serve is to be seen: its band would begin where the range ends, and the one before seem to
  // last.
  const since = champions.at(-1)?.eventFrom ?? from;
  return { from, to: Math.max(to, from + (since - from) / (1 - leastShare)) };
}

/** From the least of these times to the most, a second at least. */
export function rangeOf(times: readonly number[]): Range {
  const from = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  return { from, to: times.reduce((most, at) => Math.max(most, at), from + 1_000) };
}

// --- internal ---

/** Of the width, as much as the name of a version takes. */
const leastShare = 0.08;
