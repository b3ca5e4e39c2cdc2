import { addToTrail } from '../state-parts/trail.ts';
import { advance, type Timed } from '../detection/track.ts';
import { cloneJson } from '../../terms/json.ts';
import { keepOpen, timedAt } from './open-window.ts';
import { evaluateRules } from '../launch/rules.ts';
import { evidenceOf } from '../launch/raise.ts';
import { metricLabel, metricWordsOf } from '../../terms/metric-kinds.ts';
import { reconcile, replayLevel } from '../detection/level-change.ts';
import { shownLevel, worst } from '../../terms/level.ts';
import { timeText } from '../../terms/time-text.ts';
import { placeOf, placesOf, windowOf } from '../state/series.ts';
import type { Decision, Rejudged, WindowJudgement } from '../state/decision.ts';
import type { Draft } from '../state/draft.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { LateState, SeriesState, SlotState } from '../state/state.ts';

/**
 * Puts late observations into their place, takes the open window once more from its beginning, and notes in the
 * ledger what that changed. The stream then stands as if everything had come in order.
 *
 * @param joining by event time, each before the newest of the open window
 */
export function judgeAgain(
  draft: Draft,
  metric: MetricPolicy,
  series: SeriesState,
  late: LateState,
  joining: readonly Timed[]
): void {
  const from = joining[0]!.at;
  const before = judgementOf(series, late, from);
  const slotsBefore = series.slots;
  const olderThanOpen = windowOf(series).slice(0, Math.max(0, series.window.length - late.values.length));
  join(metric, late, joining);
  if (series.trail) for (const { at, x } of joining) addToTrail(series.trail, at, x, series.ewma);
  series.window = [...olderThanOpen, ...late.values].slice(-metric.window);
  series.next = 0;
  replay(metric, series, late);
  placesOf(metric, series).forEach((place, k) => reconcile(draft, place, slotsBefore[k]!));
  evaluateRules(draft);
  const changed = series.slots.filter((slot, k) => shownLevel(slot) !== shownLevel(slotsBefore[k]!));
  recordJudgement(draft, series, changed, {
    metric: series.metric,
    ...(series.segment === '' ? {} : { segment: series.segment }),
    windowFrom: from,
    windowTo: late.times.at(-1)!,
    labels: joining.length,
    before,
    after: judgementOf(series, late, from),
    changed: changed.length > 0,
  });
}

// --- internal ---

function judgementOf(series: SeriesState, late: LateState, from: number): WindowJudgement {
  const first = late.times.findIndex((at) => at >= from);
  const values = late.values.slice(first);
  let all = 0;
  let value = 0;
  values.forEach((x, i) => {
    const n = late.rows?.[first + i]?.[0] ?? 1;
    all += n;
    value += ((x - value) * n) / all;
  });
  return { value, n: values.length, level: worst(series.slots.map(shownLevel)) };
}

/** Both sides are in order; of equal times the one that came first stays first. */
function join(metric: MetricPolicy, late: LateState, joining: readonly Timed[]): void {
  const before = late.times.map((_, i) => timedAt(metric, late, i));
  late.times = [];
  late.values = [];
  delete late.rows;
  let k = 0;
  for (const one of before) {
    for (; k < joining.length && joining[k]!.at < one.at; k++) keepOpen(late, joining[k]!);
    keepOpen(late, one);
  }
}

function replay(metric: MetricPolicy, series: SeriesState, late: LateState): void {
  const track = cloneJson(late.base);
  const places = placesOf(metric, series, track.slots);
  late.times.forEach((_, i) => advance(track, metric, places, timedAt(metric, late, i), replayLevel));
  Object.assign(series, track);
}

/** One entry a change of mind; what changes nothing keeps one entry a stream, or labels would push all else out. */
function recordJudgement(draft: Draft, series: SeriesState, changed: readonly SlotState[], rejudged: Rejudged): void {
  const known = rejudged.changed ? undefined : lastWithoutChange(draft.state.ledger, rejudged);
  if (known) draft.state.ledger = draft.state.ledger.filter((entry) => entry !== known);
  const total = known?.rejudged ? { ...rejudged, earlier: (known.rejudged.earlier ?? 0) + 1 } : rejudged;
  draft.record({
    decision: 'rejudged',
    reasonCodes: ['late-labels', total.changed ? 'verdict-changed' : 'verdict-unchanged'],
    reasons: [],
    heldBy: [],
    evidence: changed.flatMap((slot) => {
      const place = placeOf(draft.state.policy, series, slot);
      return place ? [evidenceOf(place, draft.state)] : [];
    }),
    severity: 'none',
    generation: null,
    note: sentence(total, draft.state.edition),
    rejudged: total,
  });
}

function lastWithoutChange(ledger: readonly Decision[], { metric, segment }: Rejudged): Decision | undefined {
  for (const entry of ledger.toReversed()) {
    if (entry.decision !== 'rejudged') return undefined;
    if (entry.rejudged?.metric === metric && entry.rejudged.segment === segment)
      return entry.rejudged.changed ? undefined : entry;
  }
  return undefined;
}

function sentence(one: Rejudged, edition: number): string {
  const { metric, segment, windowFrom, windowTo, labels, before, after, changed, earlier } = one;
  const words = metricWordsOf(edition);
  const where = `${metricLabel(metric)}${segment === undefined ? '' : ` in segment ${segment}`}`;
  const span = `${timeText(windowFrom)} to ${timeText(windowTo)}`;
  const values = `${words.value(metric, before.value)} → ${words.value(metric, after.value)}`;
  const verdict = changed ? `${before.level} → ${after.level}` : `still ${after.level}`;
  const more = earlier === undefined ? '' : `, and ${earlier} time${earlier === 1 ? '' : 's'} before without a change`;
  return `${where} from ${span} judged again with ${labels} late label${labels === 1 ? '' : 's'}: mean ${values}, ${verdict}${more}`;
}
