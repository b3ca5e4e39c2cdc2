import { endWords, outcomeWords } from '../outcome/outcome-words.ts';
import type { Decision } from '../state/decision.ts';

export { holdText } from '../launch/hold-words.ts';

/** A code as it may stand in a sentence: `still-in-drift` is `still in drift`, `conceptDrift` is `concept drift`. */
export function wordsOf(code: string): string {
  const known = Object.hasOwn(codeWords, code) ? codeWords[code] : undefined;
  return (
    known ??
    code
      .replaceAll('-', ' ')
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase()
  );
}

/** The state of a monitor in words: `broken` is `circuit breaker open`. */
export function stateText(state: string): string {
  return Object.hasOwn(stateWords, state) ? stateWords[state]! : wordsOf(state);
}

/** What an entry of the ledger is about, in words: `retrain 3 launched`, `kill switch on`. */
export function decisionText({
  decision,
  reasonCodes,
  severity,
  generation = null,
}: Pick<Decision, 'decision' | 'reasonCodes' | 'severity'> & Partial<Pick<Decision, 'generation'>>): string {
  const [code = ''] = reasonCodes;
  const retrain = generation === null ? 'retrain' : `retrain ${generation}`;
  switch (decision) {
    case 'launched':
      return `${retrain} launched`;
    case 'held':
      return 'retrain held';
    case 'expired':
      return 'no longer wanted';
    case 'settled':
      // The end of a retrain has its severity; what people decide, or the registry tells, about a version has none.
      return severity === 'none' ? outcomeWords(code) : `${retrain} ended: ${endWords(reasonCodes)}`;
    case 'rejudged':
      return 'judged again';
    case 'none':
      return wordsOf(code) || 'noted';
  }
}

// --- internal ---

/** States whose code says less than what the field calls them; lists and charts of all kinds name them alike. */
const stateWords: Readonly<Record<string, string>> = {
  drift: 'in drift',
  shadow: 'in shadow',
  probation: 'on probation',
  'awaiting-approval': 'waits for approval',
  broken: 'circuit breaker open',
  killed: 'kill switch on',
};

/** Codes that do not read as words by themselves. */
const codeWords: Readonly<Record<string, string>> = {
  scheduled: 'schedule',
  manual: 'a person',
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
  release: 'circuit breaker closed',
  'breaker-opened': 'circuit breaker opened',
  policy: 'policy changed',
  none: 'noted',
};
