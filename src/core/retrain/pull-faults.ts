import { excerpt } from '../../terms/visible-text.ts';
import { Fault, fields, list, optional, text } from '../wire/read.ts';
import { refuse, type Draft } from '../state/draft.ts';
import { timeText } from '../../terms/time-text.ts';
import type { MonitorState } from '../state/state.ts';
import type { PullFault } from '../state-parts/pull.ts';

/** A pull has ended, and says which of its queries failed. People hear of each when it begins and when it is over. */
export function pulled(draft: Draft, raw: unknown): void {
  const read = report(raw, '');
  if (read instanceof Fault) return refuse(draft, `A report of a pull cannot be used: ${read.text}`);
  const { state, now } = draft;
  const asked = state.config.pull?.queries ?? {};
  const before = new Map(state.pullFaults.map((fault) => [fault.metric, fault]));
  const failed = read.failed.filter(({ metric }) => Object.hasOwn(asked, metric)).sort(byMetric);
  const isAsked = (metric: string): boolean => read.asked?.includes(metric) ?? true;
  const unheard = [...before.values()].filter(({ metric }) => Object.hasOwn(asked, metric) && !isAsked(metric));
  // What was told to fail keeps its place, where there are more than are kept.
  const known = [...failed.filter(({ metric }) => before.has(metric)), ...unheard];
  const kept = [...known, ...failed.filter(({ metric }) => !before.has(metric))].slice(0, maxFaults);
  state.pullFaults = kept
    .map((one) => ({
      metric: one.metric,
      text: excerpt(one.text, maxText),
      since: before.get(one.metric)?.since ?? now,
    }))
    .sort(byMetric);
  const begun = state.pullFaults.filter(({ metric }) => !before.has(metric));
  if (begun.length > 0) tell(draft, 'pull-trouble', begun, faultsText(begun));
  const metrics = new Set([...failed, ...unheard].map(({ metric }) => metric));
  over(
    draft,
    [...before.values()].filter(({ metric }) => !metrics.has(metric)),
    'answered again'
  );
}

/** A query that is asked no longer does not fail. */
export function checkPull(draft: Draft): void {
  const { state } = draft;
  if (state.pullFaults.length === 0) return;
  const asked = state.phase === 'stopped' ? {} : (state.config.pull?.queries ?? {});
  const isAsked = ({ metric }: PullFault): boolean => Object.hasOwn(asked, metric);
  const gone = state.pullFaults.filter((fault) => !isAsked(fault));
  state.pullFaults = state.pullFaults.filter(isAsked);
  over(draft, gone, 'no longer asked');
}

/** Which queries fail, as the end of a sentence; empty when all is well. */
export function pullClause({ pullFaults }: Pick<MonitorState, 'pullFaults'>): string {
  return pullFaults.length === 0 ? '' : `; ${queriesText(pullFaults, 'fails', 'fail')}`;
}

/** Each that fails, since when, and why. */
export function pullLines({ pullFaults = [] }: { pullFaults?: readonly PullFault[] }): string[] {
  return pullFaults.map(({ metric, text: why, since }) => `${metric}, since ${timeText(since)}: ${why}`);
}

/** All of them in one sentence, with the reasons. */
export function faultsText(faults: readonly PullFault[]): string {
  const reasons = [...new Set(faults.map(({ text: why }) => why))];
  return reasons
    .map(
      (why) =>
        `${queriesText(
          faults.filter((one) => one.text === why),
          'fails',
          'fail'
        )}: ${why}`
    )
    .join('; ');
}

// --- internal ---

/** That are kept, and told of. */
const maxFaults = 50;
const maxText = 300;
/** Metrics that one sentence names. */
const maxNamed = 5;

const report = fields({
  failed: list(fields({ metric: text(200), text: text(10_000, { cut: true }) }), 1_000, { cut: true }),
  asked: optional(list(text(200), 1_000, { cut: true })),
});

function over(draft: Draft, faults: readonly PullFault[], how: string): void {
  if (faults.length > 0) tell(draft, 'pull-well', faults, queriesText(faults, `is ${how}`, `are ${how}`));
}

function tell(draft: Draft, event: 'pull-trouble' | 'pull-well', faults: readonly PullFault[], said: string): void {
  draft.note('none', [event === 'pull-well' ? event : 'pull-failed'], null, said);
  draft.notify({ event, text: said, subjects: faults.map(({ metric }) => `${metric}/`) });
}

function queriesText(faults: readonly Pick<PullFault, 'metric'>[], one: string, many: string): string {
  const names = faults.slice(0, maxNamed).map(({ metric }) => metric);
  const more = faults.length > maxNamed ? ` and ${faults.length - maxNamed} more` : '';
  return faults.length === 1
    ? `the query for ${names[0]} ${one}`
    : `the queries for ${names.join(', ')}${more} ${many}`;
}

function byMetric(a: { metric: string }, b: { metric: string }): number {
  return a.metric < b.metric ? -1 : a.metric > b.metric ? 1 : 0;
}
