import { periods } from './periods.ts';
import type { LearntAgain } from '../detector.ts';

/** Plain JSON. Values that are kept are whole numbers of `unit`, scores whole twentieths. */
export interface LevelShiftState {
  /** Values since the first: the phase of every season. */
  t: number;
  /** Before anything is known: the values themselves, and where a new level began among them. */
  early: number[];
  starts: number[];
  /** What stays over a change of level; `null` until the burn-in is over. */
  known: Known | null;
  /** Usual value of the present level, in units from the origin. */
  center: number;
  /** When the centre is taken anew from the ring; 0 when it stands. */
  recenterAt: number;
  /** The newest values, oldest first. */
  ring: number[];
  /** Running sums of their scores; one longer than the ring. */
  sums: number[];
  /** Both as text; they are empty then. Absent in policies from before. */
  packed?: string;
  /** Number and sum of the scores of this level that have left the ring. */
  older: { n: number; sum: number };
  /** Values at the head of the ring that have taught already. */
  taught: number;
  /** Values without a verdict that a new spread is still learned from. */
  blind: number;
  /** Newest change of level and its time: a level that comes back is a regime or a season. */
  jump: { size: number; at: number; returns: number };
  /** The newest changes of level, oldest first; absent where weeks are not looked for. */
  changes?: Change[];
  /** Strength of the best cut after the newest value, and what it must not reach. */
  statistic: number;
  limit: number;
  /** How many times the usual variance is learned anew. Absent else, and in policies from before. */
  spread?: number;
  /** The level is a new version's and still being learned: the mean of seasons goes along. Absent else. */
  renewed?: true;
  /** Values at the ring's head that shape was learned from, while a step among them is looked for; 0 where none is. */
  look?: number;
  /** The first level after a start did not hold; absent while it has. */
  learntAgain?: LearntAgain;
  /** The newest value and how many differed from the one before, while all may be one unit. Absent else. */
  within?: { last: number; moved: number; n: number };
}

/** A level that has ended. */
export interface Change {
  /** Time of the first value of the next level. */
  at: number;
  /** What it was, in units. */
  level: number;
}

/** A level that comes and goes at the same time of each week. */
export interface Week {
  period: number;
  /** Time at which a visit began, and how many values each takes. */
  from: number;
  length: number;
  /** How far it lies from the usual level, in units, and the values that rests on. */
  size: number;
  n: number;
  /** When the newest visit should have begun that did not come. */
  missed?: number;
  /** Time from which no visit comes any more: two in a row have not. */
  until?: number;
}

/** What belongs to the stream and not to its level: shape, correlation and seasons. */
export interface Known {
  origin: number;
  unit: number;
  /** Deviation of the values, in units. */
  scale: number;
  /** Values at the quantiles of the grid of scores, from the centre. */
  knots: number[];
  /** Autocovariances of the scores by lag, and the number of values they rest on. */
  covariances: number[];
  n: number;
  /** Variance of sums of neighbours, per value, as seen; by span. */
  seen: number[];
  seenN: number;
  /** The same as it is reckoned with. */
  spread: number[];
  /** Long-run variance over the variance of one value. */
  longRun: number;
  season: Season;
  /** Some values lay so far away that they are in other units. Absent else, and in policies from before. */
  hasFar?: true;
}

export interface Season {
  /** Cosine and sine of every period, in units. */
  cos: number[];
  sin: number[];
  /** Which of them are taken out, as places in the list of periods. */
  active: number[];
  week?: Week;
  /** Slow mean that seasons swing about. */
  mean: number;
  /** Variance left. */
  variance: number;
  /** Long waves of a day as they are if the level never changed; absent in policies from before. */
  day?: Day;
  /** The day by half hours that is taken out. Absent where none is. */
  profile?: Profile;
}

/** Waves of the periods of a day by least squares, in units. */
export interface Day {
  /** Values seen, at most as many as count. */
  n: number;
  mean: number;
  /** Variance left. */
  variance: number;
  cos: number[];
  sin: number[];
  meanCos: number[];
  meanSin: number[];
  /** Sums about the means, of each wave: cosine by cosine, cosine by sine, sine by sine. */
  sums: number[];
  /** The same values by half hours, for each length of a day. */
  profiles: Profile[];
}

/** A day by half hours. */
export interface Profile {
  /** Values in a day, and seen: at most as many as count. */
  period: number;
  n: number;
  /** Mean of the half hours, in units. */
  mean: number;
  /** Variance left. */
  variance: number;
  /** What each half hour has beside it, in units: three 90-ary digits each. */
  text: string;
}

export function freshState(): LevelShiftState {
  return {
    t: 0,
    early: [],
    starts: [],
    known: null,
    center: 0,
    recenterAt: 0,
    ring: [],
    sums: [0],
    older: { n: 0, sum: 0 },
    taught: 0,
    blind: 0,
    jump: { size: 0, at: 0, returns: 0 },
    statistic: 0,
    limit: 0,
  };
}

export function freshSeason(mean: number, variance: number): Season {
  return { cos: periods.map(() => 0), sin: periods.map(() => 0), active: [], mean, variance };
}

/** Digits that are worth their bytes. */
export function brief(x: number, digits = 4): number {
  return Number(x.toPrecision(digits));
}
