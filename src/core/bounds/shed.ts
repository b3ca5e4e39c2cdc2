import { isOfDetector, maxReasons } from '../state/trigger.ts';
import { jsonBytes } from '../../terms/json-bytes.ts';
import { windowOf } from '../state/series.ts';
import type { MonitorState, SeriesState, Track } from '../state/state.ts';

/**
 * What a state may take when a run hands over to the next. Servers refuse 2 MiB, and a monitor whose state is refused
 * can never go on; the rest is for what is still to be done, and for what a run learns before it looks again.
 */
export const maxStateBytes = 1_280 * 1_024;

/** The bytes of a state as it is handed over. */
export function stateBytes(state: MonitorState): number {
  return jsonBytes(state) ?? JSON.stringify(state).length;
}

/**
 * The state without what matters least, in the order below and no further than it takes to fit: first what only tells
 * of the past, then what only shows, then what could be judged again, at last the streams of segments, those first that
 * are not in drift and were not heard of for longest. Never given up are the sequences of senders that still send, what
 * people and timetables want, what is under way, the generation, the champion and the streams of the model as a whole.
 *
 * @returns what was given up, in words; nothing when it fitted
 */
export function shed(before: MonitorState, maxBytes: number): { state: MonitorState; gone: string[] } {
  let state = before;
  const gone: string[] = [];
  for (const { what, without } of steps) {
    const bytes = stateBytes(state);
    if (bytes <= maxBytes) break;
    const less = without(state, bytes - maxBytes);
    if (stateBytes(less) >= bytes) continue;
    state = less;
    gone.push(what);
  }
  return { state, gone };
}

// --- internal ---

interface Step {
  what: string;
  without: (state: MonitorState, excess: number) => MonitorState;
}

/** Newest entries that keep all they say. */
const kept = 3;
const shortText = 120;

const steps: readonly Step[] = [
  {
    what: 'lifelong trails of the metrics',
    without: (state) => ({ ...withSeries(state, (series) => ({ ...series, trail: undefined })), trails: 'shed' }),
  },
  {
    what: 'texts of the ledger',
    without: (state) => ({
      ...state,
      ledger: state.ledger.map((entry, i) =>
        i >= state.ledger.length - kept
          ? entry
          : { ...entry, reasons: [], evidence: [], ...(entry.note ? { note: entry.note.slice(0, shortText) } : {}) }
      ),
    }),
  },
  {
    what: 'reasons of refused batches',
    without: (state) => ({ ...state, refused: state.refused.slice(-kept) }),
  },
  {
    what: 'old entries of the ledger',
    without: (state) => ({
      ...state,
      ledger: state.ledger
        .slice(-kept)
        .map((entry) => (entry.note ? { ...entry, note: entry.note.slice(0, 400) } : entry)),
    }),
  },
  {
    what: 'comments and reports of the past',
    without: (state) => {
      const { lastRetrain, killSwitch, judged, approval, shadow } = state;
      return {
        ...state,
        policyChanges: state.policyChanges.map((change) => ({ ...change, comment: short(change.comment) })),
        lastRetrain: lastRetrain && {
          ...lastRetrain,
          gate: undefined,
          note: lastRetrain.note && short(lastRetrain.note),
        },
        killSwitch: killSwitch && { ...killSwitch, actor: short(killSwitch.actor), comment: short(killSwitch.comment) },
        judged: judged && { ...judged, comment: short(judged.comment) },
        approval: approval && { ...approval, report: undefined },
        shadow: shadow && { ...shadow, report: undefined },
      };
    },
  },
  {
    what: 'further reasons of what waits',
    without: (state) => ({
      ...state,
      triggers: state.triggers.map((trigger) => ({
        ...trigger,
        reasons: trigger.reasons.slice(0, 1).map((reason) => ({ ...reason, text: short(reason.text) })),
        evidence: trigger.evidence.slice(0, 1),
      })),
    }),
  },
  {
    what: 'newest values, kept for showing',
    without: (state) => withSeries(state, (series) => ({ ...series, window: windowOf(series).slice(-10), next: 0 })),
  },
  {
    what: 'open windows for late labels',
    without: (state) => ({
      ...withSeries(state, closed),
      counts: { ...state.counts, closedEarly: state.counts.closedEarly + openLabels(state) },
    }),
  },
  { what: 'numbers of senders that have been silent for long', without: withoutPastSources },
  { what: 'gaps of numbered lists', without: withoutGaps },
  { what: `findings that wait beside ${maxReasons} others`, without: withoutSurplus },
  { what: 'streams of segments', without: withoutSegments },
];

function short(text: string): string {
  return text.slice(0, shortText);
}

function withSeries(state: MonitorState, change: (series: SeriesState) => SeriesState): MonitorState {
  const series = Object.entries(state.series).map(([key, one]) => [key, change(one)]);
  return { ...state, series: Object.fromEntries(series) };
}

function openLabels({ series }: MonitorState): number {
  return Object.values(series).reduce((sum, { late }) => sum + (late?.times.length ?? 0), 0);
}

/** All that came is judged; what comes late now has nowhere to go. */
function closed(series: SeriesState): SeriesState {
  if (!series.late) return series;
  const { n, last, firstAt, lastAt, ewma, slots, season } = series;
  const base: Track = { n, last, firstAt, lastAt, ewma, slots, ...(season ? { season } : {}) };
  return {
    ...series,
    late: { base, times: [], values: [], watermark: Math.max(lastAt, series.late.watermark ?? lastAt) },
  };
}

/** Batches of the time that is forgotten are refused from now on: to count one might be to count it twice. */
function withoutPastSources(state: MonitorState): MonitorState {
  const { pastSources, sources } = state;
  if (!pastSources || pastSources.young.length + pastSources.old.length === 0) return state;
  // They went there because others were heard of later.
  const until = Math.min(...Object.values(sources).map(({ at }) => at));
  return { ...state, pastSources: { young: [], old: [], oldUntil: null, forgottenUntil: until } };
}

/** They count as taken. */
function withoutGaps(state: MonitorState): MonitorState {
  const lists = Object.entries(state.lists).map(([id, list]) => {
    const { gaps, at, taken, closed = -1 } = list;
    return [id, gaps === undefined ? list : { at, taken, closed: Math.max(closed, taken[1] ?? -1) }];
  });
  return { ...state, lists: Object.fromEntries(lists) };
}

/**
 * A launch takes no more reasons than that, and a detector that is still in drift asks again when nothing holds.
 * People, timetables and rules have one each, and stay.
 */
function withoutSurplus(state: MonitorState): MonitorState {
  const found = state.triggers.filter(isOfDetector);
  // The sort keeps the order of those that are equally severe.
  const severest = found.toSorted((a, b) => Number(b.severity === 'full') - Number(a.severity === 'full'));
  const surplus = new Set(severest.slice(Math.max(0, maxReasons - (state.triggers.length - found.length))));
  return { ...state, triggers: state.triggers.filter((trigger) => !surplus.has(trigger)) };
}

/** Those in drift last: a retrain may be wanted because of them. */
function withoutSegments(state: MonitorState, excess: number): MonitorState {
  const oldestFirst = Object.entries(state.series)
    .filter(([, { segment }]) => segment !== '')
    .sort(([, a], [, b]) => Number(isInDrift(a)) - Number(isInDrift(b)) || a.heardAt - b.heardAt);
  const gone = new Set<string>();
  let bytes = 0;
  for (const [key, series] of oldestFirst) {
    if (bytes >= excess) break;
    gone.add(key);
    bytes += (jsonBytes(series) ?? 0) + (jsonBytes(key) ?? 0);
  }
  return { ...state, series: Object.fromEntries(Object.entries(state.series).filter(([key]) => !gone.has(key))) };
}

function isInDrift({ slots }: SeriesState): boolean {
  return slots.some(({ latched }) => latched);
}
