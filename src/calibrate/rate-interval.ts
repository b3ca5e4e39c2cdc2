import { countInterval } from './count-interval.ts';
import { histories, type HistoryError } from './history-error.ts';
import { normalQuantile } from '../stats/normal.ts';
import { studentTail } from '../stats/student-tail.ts';

export interface Rate {
  /** In the time of the budget, freed from what histories of this length get wrong on average. */
  rate: number;
  /** The 95 % interval of the true rate: of the counting, and of what the history cannot know. */
  low: number;
  high: number;
  /** The true rate is at most this, with the confidence that was asked for. */
  bound: number;
}

/**
 * The true rate of launches, from what was counted on streams learned from a history.
 *
 * @param once in the time of the budget, of what came up once in the history, where values are drawn as they were seen:
 *   of anything rarer they say nothing but that it did not come up
 */
export function rateInterval(
  { count, error, budgets, once = 0 }: { count: number; error: number; budgets: number; once?: number },
  { bias, sd }: HistoryError,
  confidence: number
): Rate {
  const counted = Math.max(count, 0.5);
  // Wider than that of independent counts where lives differ.
  const wider = error * Math.sqrt(counted);
  const { low, high } = countInterval(count);
  const plain = Math.exp(-bias) / budgets;
  const reach = quantileOf(0.975) * sd;
  const most = low > 0 ? wider * Math.log(count / low) : Infinity;
  const beyond = Math.hypot(quantileOf(confidence) * sd, normalQuantile(confidence) * error);
  const rarest = (sure: number): number => (count * plain < once ? -Math.log(1 - sure) * once : 0);
  return {
    rate: count * plain,
    low: low > 0 ? count * plain * Math.exp(-Math.hypot(reach, most)) : 0,
    high: Math.max(
      rarest(0.975),
      counted * plain * Math.exp(Math.hypot(reach, Math.max(1, wider) * Math.log(high / counted)))
    ),
    bound: Math.max(rarest(confidence), counted * plain * Math.exp(confidence < 0.5 ? -beyond : beyond)),
  };
}

// --- internal ---

/** Of Student's t, wider by what the mean of so many histories does not know itself. */
function quantileOf(p: number): number {
  let low = -100;
  let high = 100;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, histories - 1) > 1 - p) low = middle;
    else high = middle;
  }
  return low * Math.sqrt(1 + 1 / histories);
}
