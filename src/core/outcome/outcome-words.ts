import type { LiveTrial } from '../state/live-trial-state.ts';

/** As much of a trial as its progress is told by. */
type Trial = {
  spec: Pick<LiveTrial['spec'], 'samples'>;
  metrics: Readonly<Record<string, { candidate: { n: number } }>>;
};

/**
 * What became of a retrain, after `was`, `ended:` or a dash: `waits for approval`, or `rejected, as nobody decided in
 * time`.
 *
 * @param shadow of the monitor, which tells how far one in shadow is
 */
export function outcomeWords(status: string, shadow: Trial | null = null): string {
  if (status === 'in-shadow' && shadow) return `in shadow (${samplesSeen(shadow)})`;
  const known = Object.hasOwn(outcomes, status) ? outcomes[status] : undefined;
  return known ?? status.replaceAll('-', ' ');
}

/** `The last retrain (generation 3) …`: the same as a part of a sentence. */
export function outcomeClause(status: string): string {
  if (status === 'in-shadow') return 'is in shadow';
  if (status === 'awaiting-approval' || status === 'failed') return outcomeWords(status);
  if (status === 'no-longer-known') return 'ended in a way that is no longer known';
  return `was ${outcomeWords(status)}`;
}

/** How a retrain ended, by the codes of its entry in the ledger. */
export function endWords([status = '', trial]: readonly string[]): string {
  return outcomeWords(status === 'awaiting-approval' && trial === 'shadow' ? 'in-shadow' : status);
}

/** How far a trial is, by the metric that has the fewest: `7 of 20 samples`. */
export function samplesSeen({ metrics, spec: { samples } }: Trial): string {
  const seen = Math.min(samples, ...Object.values(metrics).map(({ candidate }) => candidate.n));
  return `${seen} of ${samples} samples`;
}

// --- internal ---

/** Those that do not read as words by themselves. */
const outcomes: Readonly<Record<string, string>> = {
  'awaiting-approval': 'waits for approval',
  'timed-out': 'rejected, as nobody decided in time',
  'shadow-failed': 'rejected, as it did worse in shadow',
  'shadow-timed-out': 'rejected, as it was not seen often enough in shadow',
};
