import { becameOf } from '../../core/outcome/became-of.ts';
import type { Explanation } from '../../core/wire/answers.ts';
import type { VersionCard } from '../../core/wire/model-card.ts';

/**
 * Versions with what became of those that were rolled back, or waited and never served, as far as the monitor still
 * knows.
 */
export function withFates(
  versions: readonly VersionCard[],
  {
    decisions,
    judged,
    challenger,
    served = [],
    rolledBack = [],
  }: Pick<Explanation, 'decisions' | 'judged' | 'challenger' | 'served' | 'rolledBack'>
): VersionCard[] {
  return versions.map((card) => {
    const { generation } = card.lineage;
    if (!card.aliases.includes('champion') && rolledBack.includes(card.version))
      return { ...card, became: 'rolled-back' };
    if (card.aliases.length > 0 || generation === 0 || card.version === challenger?.version) return card;
    const own = decisions.filter((one) => one.generation === generation);
    const hasServed = served.includes(card.version);
    const became = becameOf('awaiting-approval', {
      generation,
      decisions: own,
      judged,
      hasServed,
      waiting: null,
      inShadow: null,
    });
    return fates.has(became) ? { ...card, became } : card;
  });
}

// --- internal ---

/** Of one that was promoted, the history of champions tells. */
const fates: ReadonlySet<string> = new Set([
  'superseded',
  'rejected',
  'timed-out',
  'shadow-failed',
  'shadow-timed-out',
]);
