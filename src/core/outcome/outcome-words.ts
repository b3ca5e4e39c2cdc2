/**
 * What became of a retrain, after `was`, `ended:` or a dash: `waits for approval`, or `rejected, as nobody decided in
 * time`.
 */
export function outcomeWords(status: string): string {
  const known = Object.hasOwn(outcomes, status) ? outcomes[status] : undefined;
  return known ?? status.replaceAll('-', ' ');
}

/** `The last retrain (generation 3) …`: the same as a part of a sentence. */
export function outcomeClause(status: string): string {
  if (status === 'awaiting-approval' || status === 'failed') return outcomeWords(status);
  return `was ${outcomeWords(status)}`;
}

// --- internal ---

/** Those that do not read as words by themselves. */
const outcomes: Readonly<Record<string, string>> = {
  'awaiting-approval': 'waits for approval',
  'timed-out': 'rejected, as nobody decided in time',
};
