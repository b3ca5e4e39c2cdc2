import { saturate } from '../../stats/saturate.ts';
import type { Known } from './state.ts';

/** A value is at most so many units from the origin. */
export const farthest = 99_999;

/** Units up to which they are all alike; beyond, with `farLevels`, each is a thousandth of the distance. */
export const straight = 80_000;

/**
 * A value in whole units from the origin.
 *
 *     y = d                          up to 80,000
 *     y = 80,000 + 1,000 ln(d / 80,000)   beyond, with `isTold`
 *
 * Symbols: d distance over the unit. Ranks know no more of it than the order, so a level far away is one among others.
 *
 * @param isTold whether values beyond are told from each other; else all of them are 99,999
 */
export function inUnits({ origin, unit }: Pick<Known, 'origin' | 'unit'>, x: number, isTold?: boolean): number {
  const y = Math.round(saturate(x - origin) / unit);
  if (isTold && Math.abs(y) > straight) return Math.sign(y) * Math.min(farthest, Math.round(tail(Math.abs(y))));
  return Math.max(-farthest, Math.min(farthest, y)) + 0;
}

/** About the value that so many units were. */
export function valueOf({ origin, unit }: Pick<Known, 'origin' | 'unit'>, y: number): number {
  const far = Math.abs(y);
  const distance = far > straight ? straight * Math.exp((far - straight) / perFold) : far;
  return saturate(origin + Math.sign(y) * saturate(distance * unit));
}

/** How much of a value one unit is there. */
export function stepAt({ unit }: Pick<Known, 'unit'>, y: number): number {
  const far = Math.abs(y);
  return far > straight ? saturate(((unit * straight) / perFold) * Math.exp((far - straight) / perFold)) : unit;
}

// --- internal ---

/** Units in which a distance grows by e. */
const perFold = 1000;

function tail(distance: number): number {
  return straight + perFold * Math.log(distance / straight);
}
