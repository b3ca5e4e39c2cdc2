import { figure, moment } from '../parts/words.ts';
import { waitedText } from '../../src/core/view/knowledge-texts.ts';
import type { Distance } from '../api/types.ts';

type Way = Pick<Distance, 'toFiring' | 'limit'> & Partial<Pick<Distance, 'level'>>;

/**
 * What is left of the way to firing, as a share of the limit: the smaller, the nearer; 0 or less is beyond. A drift
 * that goes on has no way left, wherever what found it has started over.
 */
export function nearness({ toFiring, limit, level }: Way): number {
  const left = toFiring === null || limit === null ? Infinity : toFiring / (Math.abs(limit) || 1);
  return level === 'drift' ? Math.min(left, 0) : left;
}

/** Where a detector stands, and what is missing until it fires; of one in drift still, since when. */
export function standing({ level, statistic, limit, toFiring, n, patience, driftSince }: Distance): string {
  const fired = driftSince === undefined ? 'fired earlier' : `fired earlier, drift began ${moment(driftSince)}`;
  if (statistic === null && level === 'drift') return fired;
  if (statistic === null || (level === 'warming-up' && !patience)) return `warming up, ${n} seen`;
  const left = toFiring === null || toFiring > 0 ? (level === 'drift' ? fired : undefined) : 'beyond its limit';
  const way = left ?? (toFiring === null ? '' : `${figure(toFiring)} from firing`);
  return `${figure(statistic)} against ${figure(limit)}${way === '' ? '' : `, ${way}`}${waitedText({ level, patience })}`;
}
