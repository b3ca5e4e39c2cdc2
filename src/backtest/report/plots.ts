import { countsVotes, isValueDetector } from '../../detectors/index.ts';
import type { Backtest } from '../backtest.ts';
import type { Trace, TracedDetector } from '../recorder.ts';

/** A line of one policy, as long as the times of its plot. */
export interface Line {
  /** Of the policy, in the order of the page. */
  policy: number;
  label: string;
  values: (number | null)[];
}

/** When a policy would have acted. */
export interface Marks {
  policy: number;
  /** `isFirst`: an incident begins with it; the others go on with one. */
  retrains: { at: number; status: string | null; isFirst: boolean }[];
  held: number[];
}

/** One stream, with what each policy made of it: all on one scale of time. */
export interface Plot {
  title: string;
  /** Epoch milliseconds, in the order of arrival. */
  at: number[];
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  /** Limits, and averages that are held against them, in the metric's own unit. */
  limits: Line[];
  /** How many members of a vote have voted. */
  votes: Line[];
  /** Other statistics, each as a share of its limit: 1 is where it fires. */
  shares: Line[];
  marks: Marks[];
  /** Versions that the history itself moves to. */
  promotions: number[];
}

/** Plots of one or more policies on one history; policies share the plot of a stream. */
export function plotsOf(results: readonly (readonly [name: string, result: Backtest])[]): Plot[] {
  const plots = new Map<string, Plot>();
  for (const [policy, [name, result]] of results.entries())
    for (const trace of result.traces) {
      const title = [trace.metric, trace.segment].filter(Boolean).join(' · ');
      let plot = plots.get(title);
      if (!plot) plots.set(title, (plot = plotOf(title, trace, result)));
      addLines(plot, trace, policy, results.length > 1 ? `${name}: ` : '');
      plot.marks.push(marksOf(result, policy));
    }
  return [...plots.values()];
}

// --- internal ---

/** Votes that a vote can have at most; a limit beyond it is that of another statistic, while the vote learns. */
const mostVotes = 3;

/** Of a statistic that fires below its limit, such as a p-value; what lies further beyond is drawn there. */
const mostShare = 100;

function plotOf(title: string, { at, mean, min, max }: Trace, { promotions }: Backtest): Plot {
  const empty = { limits: [], votes: [], shares: [], marks: [] };
  return { title, at, mean, min, max, ...empty, promotions: promotions.map((one) => one.at) };
}

function addLines(plot: Plot, trace: Trace, policy: number, prefix: string): void {
  const fit = fitting(trace.at, plot.at);
  for (const detector of trace.detectors) {
    const { id, type, statistic, limit } = detector;
    const line = (label: string, values: (number | null)[]): Line => ({
      policy,
      label: `${prefix}${label}`,
      values: fit(values),
    });
    if (isValueDetector(type)) {
      if (type === 'ewma-limit') plot.limits.push(line(`average of ${id}`, statistic));
      // A detector that is called what it is, is told by what it watches.
      plot.limits.push(line(`limit of ${id === 'limit' ? trace.metric : id}`, limit));
    } else if (countsVotes(type)) {
      const need = limit.findLast((one) => one !== null && one <= mostVotes) ?? null;
      const isVote = (i: number): boolean => (limit[i] ?? Number.POSITIVE_INFINITY) <= mostVotes;
      plot.votes.push(
        line(
          need === null ? `votes of ${id}` : `votes of ${id}, ${Math.ceil(need)} fire`,
          statistic.map((x, i) => (isVote(i) ? x : null))
        )
      );
    } else plot.shares.push(line(`${id} / limit`, sharesOf(detector)));
  }
}

function sharesOf({ statistic, limit, fires }: TracedDetector): (number | null)[] {
  return statistic.map((x, i) => {
    const of = limit[i] ?? null;
    if (x === null || of === null || of === 0) return null;
    if (fires === 'above') return x / of;
    return x <= 0 ? mostShare : Math.min(of / x, mostShare);
  });
}

/** Puts the columns of one policy at the times of another, in case it did not watch the stream all the time. */
function fitting(own: readonly number[], at: readonly number[]): (values: (number | null)[]) => (number | null)[] {
  if (own.length === at.length && own.every((time, i) => time === at[i])) return (values) => values;
  const places = new Map(own.map((time, i) => [time, i]));
  return (values) => at.map((time) => values[places.get(time) ?? -1] ?? null);
}

function marksOf({ retrains, incidents, ledger }: Backtest, policy: number): Marks {
  const firsts = new Set(incidents.map(({ first }) => first));
  return {
    policy,
    retrains: retrains.map(({ at, status, generation }) => ({ at, status, isFirst: firsts.has(generation) })),
    held: ledger.filter(({ decision }) => decision === 'held').map(({ at }) => at),
  };
}
