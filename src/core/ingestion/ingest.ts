import { decodeBatch, type DecodedBatch, type DecodedSeries } from '../wire/batch.ts';
import { believedTimes } from './believed-times.ts';
import { compareSemVer } from '../../terms/semver.ts';
import { takeNameRoom } from '../bounds/name-room.ts';
import { metricOf, newSeries, seriesKey } from '../state/series.ts';
import { observe } from './observe.ts';
import { observeCarefully } from './observe-carefully.ts';
import { observeTrials } from '../live-trial/observe-trials.ts';
import { heardAtLast } from './silence.ts';
import { refuse, refuseQuietly, type Draft } from '../state/draft.ts';
import { isAhead } from '../../terms/event-time.ts';
import { timeText } from '../../terms/time-text.ts';
import { withBatch } from './senders.ts';
import { withoutRepeats } from './repeats.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { MonitorState, SeriesState } from '../state/state.ts';

/** Takes a batch as it came over the wire: counted whole, refused whole, or recognised as a repetition. */
export function ingest(draft: Draft, raw: unknown): void {
  const batch = decodeBatch(raw);
  if (typeof batch === 'string') return refuse(draft, batch);
  const senders = withBatch(draft.state, batch, draft.now);
  if (senders === 'forgotten') return refuse(draft, forgottenText(draft, batch));
  if (senders === 'repeated') {
    draft.state.counts.duplicates += 1;
    return;
  }
  Object.assign(draft.state, senders);
  draft.state.counts.batches += 1;
  const { series, seen, repeated, indistinct } = withoutRepeats(batch, draft.state, draft.now);
  Object.assign(draft.state, seen);
  draft.state.counts.repeated += repeated;
  draft.state.counts.indistinct += indistinct;
  for (const one of series) ingestSeries(draft, one);
}

// --- internal ---

/** To count it might be to count it twice. */
function forgottenText({ state }: Draft, { source, seq, made }: DecodedBatch): string {
  const until = timeText(state.pastSources?.forgottenUntil ?? state.startedAt);
  return `Batch ${seq} of source \`${source}\` was made at ${timeText(made ?? 0)}; what was sent before ${until} may have been counted and forgotten, so it is not counted`;
}

function ingestSeries(draft: Draft, incoming: DecodedSeries): void {
  const { state } = draft;
  const size = incoming.values.length;
  if (size === 0) return;
  const metric = metricOf(state.policy, incoming.metric);
  if (!metric) {
    state.counts.unknownMetric += size;
    return refuseQuietly(draft, `The policy does not name metric \`${incoming.metric}\``);
  }
  if (isRetired(draft, incoming.version)) {
    state.counts.fenced += size;
    return;
  }
  const { incoming: dated, first } = believedTimes(draft, incoming);
  if (observeTrials(draft, metric.name, dated)) return;
  const series = openSeries(draft, metric, dated, first);
  if (!series) {
    state.counts.overCap += size;
    return refuseQuietly(
      draft,
      draft.segmentsOf(metric.name) >= metric.maxSegments
        ? `Segment \`${incoming.segment}\` of \`${metric.name}\` is beyond the cap of ${metric.maxSegments}`
        : `Segment \`${incoming.segment}\` of \`${metric.name}\` is not watched: long names take up their room; use shorter ones`
    );
  }
  const isPlain = !metric.exclude && !metric.season && !metric.lateness && !metric.aggregate;
  if (!isPlain || dated.rows) observeCarefully(draft, metric, series, dated);
  else observe(draft, metric, series, dated);
}

/** Labels of a version that no longer serves, or never did, must not count against the one that does. */
function isRetired(draft: Draft, version: string | null): boolean {
  const { champion, retired, dropped } = draft.state;
  if (version === null || version === champion) return false;
  if (dropped.includes(version)) return true;
  if (champion === null) return false;
  if (retired.includes(version)) return true;
  const order = compareSemVer(version, champion);
  return order !== undefined && order < 0;
}

/** Runs of before took a last time in microseconds for a date, and go on. */
function isTooLate({ notesReplaced }: MonitorState, at: number, now: number): boolean {
  return isAhead(at, now) && (notesReplaced || !(at > 1e14 && !isAhead(at / 1_000, now)));
}

function openSeries(
  draft: Draft,
  metric: MetricPolicy,
  incoming: DecodedSeries,
  firstBelieved: number | null
): SeriesState | undefined {
  const { state } = draft;
  const key = seriesKey(metric.name, incoming.segment);
  const known = draft.series(key);
  if (known) {
    // Also a time far ahead, set before such were doubted, would make all that follows look old.
    const isDated = !known.undated && (!state.doubtsTimes || !isTooLate(state, known.lastAt, draft.now));
    if (!isDated && firstBelieved !== null) {
      delete known.undated;
      known.lastAt = firstBelieved;
      known.firstAt = Math.min(known.firstAt, firstBelieved);
    }
    return known;
  }
  if (incoming.segment !== '') {
    if (draft.segmentsOf(metric.name) >= metric.maxSegments) return undefined;
    if (!takeNameRoom(draft, metric, incoming.segment)) return undefined;
  }
  const added = draft.addSeries(key, newSeries(metric, incoming.segment, firstBelieved ?? draft.now, draft.now));
  if (firstBelieved === null) added.undated = true;
  heardAtLast(draft, added);
  return added;
}
