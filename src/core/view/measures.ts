import type { Counts } from '../state-parts/counts.ts';
import type { Measure } from '../../terms/worker-metrics.ts';
import type { MonitorState } from '../state/state.ts';

/** What one event has added to what a worker counts. */
export function measuresOf(before: MonitorState, after: MonitorState): Measure[] {
  if (before === after) return [];
  return [...counted(before.counts, after.counts), ...retrains(before, after), ...waits(before, after)];
}

// --- internal ---

const notJudged = {
  repeated: 'repeated',
  indistinct: 'indistinct',
  invalid: 'not-a-number',
  unknownMetric: 'unknown-metric',
  fenced: 'retired-version',
  challenger: 'challenger',
  overCap: 'segment-over-cap',
  excluded: 'excluded-time',
  tooLate: 'too-late',
} as const satisfies Partial<Record<keyof Counts, string>>;

function counted(before: Counts, after: Counts): Measure[] {
  const grown = (counts: (keyof Counts)[], metric: Measure['metric'], labels: Measure['labels']): Measure[] => {
    const value = counts.reduce((sum, name) => sum + after[name] - before[name], 0);
    return value > 0 ? [{ metric, labels, value }] : [];
  };
  return [
    ...grown(['observations'], 'temporal_retrain_observations_total', {}),
    ...grown(['batches'], 'temporal_retrain_batches_total', { outcome: 'taken' }),
    ...grown(['duplicates'], 'temporal_retrain_batches_total', { outcome: 'repeated' }),
    ...grown(['refusedBatches'], 'temporal_retrain_batches_total', { outcome: 'refused' }),
    ...grown(['outOfOrder'], 'temporal_retrain_observations_late_total', { kind: 'out-of-order' }),
    ...grown(['rejudged'], 'temporal_retrain_observations_late_total', { kind: 'rejudged' }),
    ...Object.entries(notJudged).flatMap(([name, reason]) =>
      grown([name as keyof typeof notJudged], 'temporal_retrain_observations_not_judged_total', { reason })
    ),
  ];
}

function retrains({ lastRetrain: before }: MonitorState, { lastRetrain: last }: MonitorState): Measure[] {
  if (!last || (before && before.generation === last.generation && before.finishedAt === last.finishedAt)) return [];
  const labels = { outcome: last.status };
  return [
    { metric: 'temporal_retrain_retrains_total', labels, value: 1 },
    { metric: 'temporal_retrain_retrain_seconds', labels, value: seconds(last.finishedAt - last.startedAt) },
  ];
}

function waits(before: MonitorState, after: MonitorState): Measure[] {
  const measures: Measure[] = [];
  const { approval, probation } = before;
  const { judged } = after;
  if (approval && judged && judged !== before.judged && judged.generation === approval.generation)
    measures.push({
      metric: 'temporal_retrain_approval_wait_seconds',
      labels: { outcome: judged.outcome },
      value: seconds((approval.decided?.at ?? judged.at) - approval.since),
    });
  const isOver = (after.probation?.decided ?? true) || after.probation?.generation !== probation?.generation;
  if (probation && !probation.decided && isOver)
    measures.push({
      metric: 'temporal_retrain_probations_total',
      labels: { outcome: verdictOn(after, probation.generation) },
      value: 1,
    });
  return measures;
}

/** `ended`: by a person, or because another version serves. */
function verdictOn({ ledger }: MonitorState, generation: number): string {
  const entry = ledger.findLast((one) => one.generation === generation && one.reasonCodes[0]?.startsWith('probation-'));
  return entry?.reasonCodes[0]?.slice('probation-'.length) ?? 'ended';
}

function seconds(ms: number): number {
  return Math.max(0, ms) / 1_000;
}
