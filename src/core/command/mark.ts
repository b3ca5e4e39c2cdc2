import { markedBy, targetOf } from '../state-parts/marking.ts';
import { metricLabel } from '../../terms/metric-kinds.ts';
import { metricOf, seriesKey } from '../state/series.ts';
import { timeText } from '../../terms/time-text.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

interface Asked {
  target: string;
  isTrue: boolean;
  actor: string;
  comment: string;
}

/** Why that cannot be marked. */
export function refusalOfMark(state: MonitorState, target: string): string | undefined {
  const marked = markedBy(target);
  const wanted = `Expected a retrain such as \`retrain/3\`, or an alarm such as \`accuracy//limit@1772450000000\``;
  if (!marked) return `${wanted}, got \`${target.slice(0, 120)}\``;
  if ('retrain' in marked)
    return marked.retrain >= 1 && marked.retrain <= state.generation
      ? undefined
      : `Expected a retrain from 1 to ${state.generation}, which is the newest, got ${marked.retrain}`;
  return metricOf(state.policy, marked.metric)
    ? undefined
    : `Expected the alarm to be of a metric that is watched, got \`${marked.metric}\``;
}

/**
 * Why an alarm cannot have been: at no time of the monitor's life, of a detector that its metric did not have, or of a
 * segment that never had a value. Which alarms there were, it does not keep.
 */
export function refusalOfUnknownAlarm(state: MonitorState, target: string, now: number): string | undefined {
  const marked = markedBy(target);
  if (!marked || 'retrain' in marked) return undefined;
  const { metric, detector, at } = marked;
  const { startedAt, policyChanges } = state;
  if (at < startedAt || at > now)
    return `Expected the alarm to be between ${timeText(startedAt)}, when the monitor was started, and now, ${timeText(now)}, got ${timeText(at)} (\`@${at}\`: epoch milliseconds)`;
  // A policy of before may have had others.
  if (policyChanges.some((change) => change.at >= at)) return undefined;
  const own = metricOf(state.policy, metric)?.detectors.map(({ id }) => id) ?? [];
  if (own.includes(detector)) return refusalOfUnseen(state, marked);
  const has = own.length === 0 ? 'it has none' : `it has ${own.map((id) => `\`${id}\``).join(', ')}`;
  return `Expected the alarm to be of a detector of ${metric}: ${has}, got \`${detector}\``;
}

/** Keeps what a person has said of an alarm or a retrain; a second verdict takes the place of the first. */
export function mark(draft: Draft, { target, isTrue, actor, comment }: Asked): void {
  const { state, now } = draft;
  const marked = markedBy(target);
  if (!marked) return;
  const verdict = { target: targetOf(marked), isTrue, actor, comment, at: now };
  state.marks = [...state.marks.filter((one) => one.target !== verdict.target), verdict].slice(-mostMarks);
  const generation = 'retrain' in marked ? marked.retrain : null;
  const what =
    'retrain' in marked
      ? `retrain ${marked.retrain}`
      : `the alarm of ${metricLabel(marked.metric)}${marked.segment && ` of ${marked.segment}`} at ${timeText(marked.at)}`;
  const text = `${what} marked ${isTrue ? 'true' : 'false'} by ${actor}${comment ? `: ${comment}` : ''}`;
  draft.note('none', ['marked', isTrue ? 'true' : 'false'], generation, text);
}

// --- internal ---

/** A segment that was forgotten, by a person or for want of room, was seen all the same. */
function refusalOfUnseen(
  { series, counts, ledger, policy }: MonitorState,
  { metric, segment, at }: { metric: string; segment: string; at: number }
): string | undefined {
  const wasForgotten = ledger.some(
    ({ reasonCodes, note }) => reasonCodes.includes('forget-segment') && note?.startsWith(`segment ${segment} `)
  );
  // A ledger that no longer reaches back to the alarm may have lost what was forgotten.
  const isWhole = ledger.length < policy.ledgerSize || (ledger[0]?.at ?? 0) <= at;
  if (seriesKey(metric, segment) in series || counts.shed > 0 || wasForgotten || !isWhole) return undefined;
  const seen = Object.values(series).filter((one) => one.metric === metric);
  const wanted = `Expected the alarm to be of a stream of ${metric} that was seen`;
  const named = seen.map((one) => (one.segment === '' ? `\`${metric}//…\`` : `\`${metric}/${one.segment}/…\``));
  const shown = `${named.slice(0, mostNamed).join(', ')}${named.length > mostNamed ? ` and ${named.length - mostNamed} more` : ''}`;
  return `${wanted}: ${shown || 'it has had no value'}, got \`${metric}/${segment}/…\``;
}

const mostNamed = 10;

const mostMarks = 50;
