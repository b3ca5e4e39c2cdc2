import type { AskRequest, Trial } from './tuner.ts';

export interface Split {
  /** The best tenth of the finished trials, in the order of their numbers. */
  good: Trial[];
  /** Everything else, running and failed trials too, in that order. */
  bad: Trial[];
  /** Trials with a result: complete or pruned. */
  finished: number;
}

/** Splits the trials into those to imitate and those to avoid. Their order does not matter. */
export function splitTrials({ trials, number, goal }: Pick<AskRequest, 'trials' | 'number' | 'goal'>): Split {
  const others = trials.filter((trial) => trial.number !== number).sort((a, b) => a.number - b.number);
  const finished = others.filter(hasResult).sort((a, b) => compare(a, b, goal));
  const good = new Set(finished.slice(0, Math.min(Math.ceil(goodShare * finished.length), mostGood)));
  return {
    good: others.filter((trial) => good.has(trial)),
    bad: others.filter((trial) => !good.has(trial)),
    finished: finished.length,
  };
}

// --- internal ---

const goodShare = 0.1;
const mostGood = 25;

function hasResult({ state, value }: Trial): boolean {
  return state === 'pruned' || (state === 'complete' && isNumber(value));
}

/** Orders complete trials first, by value; then pruned ones, the furthest first. */
function compare(a: Trial, b: Trial, goal: AskRequest['goal']): number {
  if (a.state !== b.state) return a.state === 'complete' ? -1 : 1;
  const further = a.state === 'pruned' ? lastStep(b) - lastStep(a) : 0;
  if (further !== 0) return further;
  const [x, y] = [loss(a, goal), loss(b, goal)];
  return x === y ? a.number - b.number : x - y;
}

function loss({ value }: Trial, goal: AskRequest['goal']): number {
  if (!isNumber(value)) return Number.MAX_VALUE;
  return goal === 'minimize' ? value : -value;
}

const isNumber = (value: number | null): value is number => typeof value === 'number' && Number.isFinite(value);

const lastStep = ({ intermediate = [] }: Trial): number =>
  intermediate.reduce((last, [step]) => Math.max(last, step), -1);
