import { ConfigurationError } from '../terms/errors.ts';
import { numbered } from '../terms/numbered.ts';
import { valuesBefore } from './delays.ts';
import type { Resampler } from './noise/resampler.ts';
import type { Range, Sources } from './sources-of.ts';

export interface Budget {
  falseRetrains: number;
  perMs: number;
}

/**
 * @param suspected what looks like a drift: a step within one day goes down like a season of a day, too
 * @throws ConfigurationError when the history is too short for the budget, with the one that it can support, or for
 *   what may be a season
 */
export function checkSupport(
  sources: readonly Resampler[],
  budget: Budget,
  suspected: Sources['suspected'] = []
): void {
  const betweenMs = budget.perMs / budget.falseRetrains;
  const spanMs = sources.reduce((sum, source) => sum + spanOf(source), 0);
  const swinging = sources.find(({ swing }) => swing > mostSwing);
  if (swinging) throw swings(swinging, suspected);
  const isOneDay = sources.some(({ unseen }) => unseen.includes('day'));
  const most = (isOneDay ? 1 : mostSpans) * spanMs;
  if (betweenMs <= most) return;
  const why = isOneDay ? ', less than the two days that would show a season of a day' : '';
  const values = sources.reduce((sum, { observations }) => sum + observations, 0);
  throw tooLittle(budget, most, `${roughly(spanMs)} of values (${values})${why}`);
}

/** @throws ConfigurationError, for a history whose limits could launch so many times the budget */
export function refuseFactor(sources: readonly Resampler[], budget: Budget, factor: number): never {
  const step = Math.min(...sources.map(({ stepMs }) => stepMs));
  const betweenMs = budget.perMs / budget.falseRetrains;
  // What a history does not know grows about with the logarithm of how rare it is.
  const knownMs = 10 * step;
  const share = Math.log(mostFactor) / Math.log(factor);
  const most = knownMs * Math.max(1, betweenMs / knownMs) ** share;
  const times = Number(factor.toPrecision(2));
  throw tooLittle(
    budget,
    most,
    `one whose limits may launch ${times} times as many, as it says so little of its rare values`
  );
}

/** How well limits that were found do, see `Calibration`. */
interface Limits {
  isKept: boolean;
  isAtEnd: boolean;
  blind: readonly string[];
  untold: readonly string[];
}

/**
 * What limits that were found do not do. A budget that is kept by finding nothing is worth nothing, and a limit that
 * nearly any value is beyond says nothing when it fires.
 *
 * @param force takes them where they keep the budget, whatever they find
 */
export function faultOf({ isKept, isAtEnd, blind, untold }: Limits, force = false): string | undefined {
  if (!isKept) return 'keep the budget, found none';
  if (force) return undefined;
  if (isAtEnd && untold.length > 0)
    return `tell a drift of ${untold.join(', ')} from noise, found none, as even the loosest ask for less than the budget allows; state a smaller budget, or \`--force\` takes these all the same`;
  if (blind.length === 0) return undefined;
  return `keep the budget and find a drift of ${blind.join(', ')}, found none; \`--force\` takes these all the same`;
}

/** Why nothing is known of how soon a shift of that metric, or of those of a rule, is found, and what would tell it. */
export function untoldText(metric: string, sources: readonly Resampler[], { falseRetrains, perMs }: Budget): string {
  const own = sources.filter((source) => metric.split(/, | and /).includes(source.metric));
  const rareMs = valuesBefore * Math.max(...own.map(({ stepMs }) => stepMs));
  const why = `${metric}: nothing tells how soon a shift is found, as nearly every stream has a false retrain within the ${valuesBefore} values (${roughly(rareMs)}) before it`;
  if (perMs / falseRetrains >= rareMs)
    return `${why}, though the budget is rarer: look for a season to take out, or take another detector`;
  return `${why}: state a budget as rare as that, such as --false-retrains 1 --per ${roundedUp(rareMs)}`;
}

/** The flag that leaves a span out. */
export function driftFlag({ from, to }: Range): string {
  const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
  return `--drift ${iso(from)}..${iso(to)}`;
}

/** Limits must be certain to this factor: beyond it nobody would call them calibrated. */
export const mostFactor = 12;

// --- internal ---

/** A time between retrains that is this many times as long as the history is still within what its tails tell. */
const mostSpans = 4;

/** In independent noise of 300 values 0.007; where neighbours correlate by 0.6, beyond 0.12 in one of a hundred. */
const mostSwing = 0.2;

function swings(source: Resampler, suspected: Sources['suspected']): ConfigurationError {
  const { metric, segment, observations, swing } = source;
  const name = `\`${metric}\`${segment ? ` in segment ${segment}` : ''}`;
  const own = suspected.filter((shift) => shift.metric === metric && shift.segment === segment);
  const drifts = own.map((shift) => driftFlag(shift)).join(' ');
  const orElse = drifts === '' ? '' : `; or, if that was a drift and no season, leave it out: ${drifts}`;
  return new ConfigurationError(
    `Expected two days of ${name}, as it goes up and down like a season of a day (${Math.round(100 * swing)} % of its variance), got ${roughly(spanOf(source))} of values (${observations}); nothing says how it goes on the day after: take a longer history${orElse}`
  );
}

function spanOf({ observations, stepMs }: Resampler): number {
  return observations * stepMs;
}

function tooLittle({ falseRetrains, perMs }: Budget, most: number, got: string): ConfigurationError {
  const more = Math.ceil(perMs / most);
  return new ConfigurationError(
    `Expected a history that tells of ${numbered(falseRetrains, 'false retrain')} in ${exactly(perMs)}, got ${got}; this history can support at most one in ${roughly(most)}: take a longer one, or accept more, such as --false-retrains ${more}`
  );
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** What somebody has asked for, in the largest unit that it is a whole number of. */
function exactly(ms: number): string {
  const [unit, size] = units.find(([, one]) => ms % one === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

/** As a flag takes it. */
function roundedUp(ms: number): string {
  const [unit, size] = units.find(([, one]) => ms >= one) ?? ['ms', 1];
  return `${Math.ceil(ms / size)}${unit}`;
}

function roughly(ms: number): string {
  const [unit, size] = units.find(([, one]) => ms >= one) ?? ['ms', 1];
  return `${Number((ms / size).toPrecision(2))}${unit}`;
}
