import { decodeBatch, type DecodedBatch, type DecodedSeries } from './batch.ts';
import { compareSemVer } from './semver.ts';
import { detectorOf, newSeries, seriesKey } from './series.ts';
import { evaluateRules } from './rules.ts';
import { onLevelChange } from './triggers.ts';
import type { Detector } from '../detectors/detector.ts';
import type { DetectorPolicy, MetricPolicy } from './policy.ts';
import type { Draft } from './draft.ts';
import type { SeriesState, SlotState } from './state.ts';

/** Sources remembered at most; the one that was silent longest goes first. */
export const maxSources = 256;
/** A source that was silent for this long is forgotten: a sender must not resend after that. */
export const sourceTtlMs = 24 * 3_600_000;

/** Takes a batch as it came over the wire: counted whole, refused whole, or recognised as a repetition. */
export function ingest(draft: Draft, raw: unknown): void {
  const batch = decodeBatch(raw);
  if (typeof batch === 'string') return refuse(draft, batch);
  if (!advanceSource(draft, batch)) {
    draft.state.counts.duplicates += 1;
    return;
  }
  draft.state.counts.batches += 1;
  for (const series of batch.series) ingestSeries(draft, series);
}

/** Counts a batch that cannot be used and keeps the reason; a monitor never stops over one. */
export function refuse(draft: Draft, reason: string): void {
  draft.state.counts.refusedBatches += 1;
  draft.state.refused = [...draft.state.refused, { at: draft.now, reason: reason.slice(0, 300) }].slice(-20);
}

// --- internal ---

function advanceSource(draft: Draft, batch: DecodedBatch): boolean {
  const key = `@${batch.source}`;
  const known = draft.state.sources[key];
  if (known && batch.seq <= known.seq) return false;
  const sources = { ...draft.state.sources, [key]: { seq: batch.seq, at: draft.now } };
  if (!known) forgetOldSources(sources, draft.now);
  draft.state.sources = sources;
  return true;
}

function forgetOldSources(sources: Draft['state']['sources'], now: number): void {
  const byAge = Object.entries(sources).sort(([, a], [, b]) => a.at - b.at);
  const surplus = byAge.length - maxSources;
  byAge.forEach(([key, source], index) => {
    if (index < surplus || now - source.at > sourceTtlMs) delete sources[key];
  });
}

function ingestSeries(draft: Draft, incoming: DecodedSeries): void {
  const { state } = draft;
  const size = incoming.values.length;
  if (size === 0) return;
  const metric = state.policy.metrics.find(({ name }) => name === incoming.metric);
  if (!metric) {
    state.counts.unknownMetric += size;
    return refuseQuietly(draft, `The policy does not name metric \`${incoming.metric}\``);
  }
  if (isRetired(draft, incoming.version)) {
    state.counts.fenced += size;
    return;
  }
  const series = openSeries(draft, metric, incoming);
  if (!series) {
    state.counts.overCap += size;
    return refuseQuietly(
      draft,
      `Segment \`${incoming.segment}\` of \`${metric.name}\` is beyond the cap of ${metric.maxSegments}`
    );
  }
  observe(draft, metric, series, incoming);
}

/** Keeps a reason without counting a refused batch: the rest of the batch was good. */
function refuseQuietly(draft: Draft, reason: string): void {
  const last = draft.state.refused.at(-1);
  if (last?.reason === reason) return;
  draft.state.refused = [...draft.state.refused, { at: draft.now, reason }].slice(-20);
}

/** Late labels of a version that no longer serves must not count against the one that does. */
function isRetired(draft: Draft, version: string | null): boolean {
  const { champion, retired } = draft.state;
  if (version === null || champion === null || version === champion) return false;
  if (retired.includes(version)) return true;
  const order = compareSemVer(version, champion);
  return order !== undefined && order < 0;
}

function openSeries(draft: Draft, metric: MetricPolicy, incoming: DecodedSeries): SeriesState | undefined {
  const key = seriesKey(metric.name, incoming.segment);
  const known = draft.series(key);
  if (known) return known;
  if (incoming.segment !== '' && draft.segmentsOf(metric.name) >= metric.maxSegments) return undefined;
  const at = incoming.t0 + (typeof incoming.dt === 'number' ? 0 : (incoming.dt[0] ?? 0));
  return draft.addSeries(key, newSeries(metric, incoming.segment, at, draft.now));
}

/** The hot loop: one pass over the column, every detector on every value. */
function observe(draft: Draft, metric: MetricPolicy, series: SeriesState, incoming: DecodedSeries): void {
  const { dt, values } = incoming;
  const { alpha } = metric;
  const lanes = lanesOf(metric, series);
  const counts = draft.state.counts;
  const step = typeof dt === 'number' ? dt : 0;
  const deltas = typeof dt === 'number' ? undefined : dt;
  const isFresh = series.n === 0;
  let at = incoming.t0 - step;
  let taken = 0;
  let { ewma, last, lastAt } = series;
  for (let i = 0; i < values.length; i++) {
    at += deltas === undefined ? step : (deltas[i] as number);
    const raw = values[i];
    if (!isMeasurement(raw)) continue;
    const x = raw + 0;
    if (at < lastAt) counts.outOfOrder += 1;
    else lastAt = at;
    if (taken === 0) {
      ewma = isFresh ? x : alpha * x + (1 - alpha) * ewma;
      if (isFresh) series.firstAt = at;
      if (series.silent) heardAgain(draft, series);
    } else ewma = alpha * x + (1 - alpha) * ewma;
    last = x;
    taken += 1;
    for (let k = 0; k < lanes.length; k++) {
      const { slot, policy, detector } = lanes[k]!;
      const verdict = detector.update(slot.state, x, policy.options);
      if (verdict !== slot.level) {
        series.lastAt = lastAt;
        series.last = last;
        onLevelChange(draft, metric, series, slot, policy, verdict, at);
      }
    }
  }
  counts.observations += taken;
  counts.invalid += values.length - taken;
  if (taken === 0) return;
  series.n += taken;
  series.ewma = ewma;
  series.last = last;
  series.lastAt = lastAt;
  series.heardAt = draft.now;
  keepNewest(series, values, taken, metric.window);
  draft.state.newestEventAt = Math.max(draft.state.newestEventAt ?? lastAt, lastAt);
}

interface Lane {
  slot: SlotState;
  policy: DetectorPolicy;
  detector: Detector;
}

function lanesOf(metric: MetricPolicy, series: SeriesState): Lane[] {
  return metric.detectors.map((policy, k) => ({ slot: series.slots[k]!, policy, detector: detectorOf(policy) }));
}

/** Larger values are no measurements, and the sums and squares of a detector would leave the range of a double. */
const maxMagnitude = 1e100;

function isMeasurement(x: unknown): x is number {
  return typeof x === 'number' && x <= maxMagnitude && x >= -maxMagnitude;
}

/** Only the newest values of a batch can end in the window; the ring turns as if all had gone through it. */
function keepNewest(series: SeriesState, values: DecodedSeries['values'], taken: number, size: number): void {
  const { window } = series;
  const filled = Math.min(size, window.length + taken);
  const turned = Math.max(0, window.length + taken - size);
  series.next = (series.next + turned) % size;
  while (window.length < filled) window.push(0);
  let at = turned > 0 ? series.next : filled;
  let left = Math.min(taken, size);
  for (let i = values.length - 1; left > 0; i--) {
    const x = values[i];
    if (!isMeasurement(x)) continue;
    at = at === 0 ? size - 1 : at - 1;
    // `+ 0` because JSON knows no minus zero.
    window[at] = x + 0;
    left -= 1;
  }
}

function heardAgain(draft: Draft, series: SeriesState): void {
  series.silent = false;
  draft.notify({
    event: 'data-again',
    severity: 'none',
    text: `${series.metric}${series.segment ? ` of ${series.segment}` : ''} is being reported again`,
    reasons: [],
    holds: [],
    subjects: [`${series.metric}/${series.segment}`],
  });
  // A rule may not rest on a silent stream; now it may again.
  evaluateRules(draft);
}
