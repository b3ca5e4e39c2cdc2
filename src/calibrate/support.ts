import { ConfigurationError } from '../terms/errors.ts';
import { durationUnits, formatDuration } from '../terms/time-text.ts';
import { numbered } from '../terms/numbered.ts';
import { valuesBefore } from './delays.ts';
import type { Steps } from '../backtest/steps.ts';
import type { Resampler } from './noise/resampler.ts';
import type { Range, Sources } from './sources-of.ts';

export interface Budget {
  falseRetrains: number;
  perMs: number;
}

/** What a history is that says too little for a budget. */
export interface TooLittle {
  tooLittle: string;
  /** The longest time between false retrains that its span allows, where it does not allow the budget's. */
  spanAllowsMs?: number;
}

/**
 * Whether the span of a history is enough for a budget; `undefined` where it is.
 *
 * @param suspected what looks like a drift: a step within one day goes down like a season of a day, too
 * @throws ConfigurationError for what may be a season
 */
export function checkSpan(
  sources: readonly Resampler[],
  budget: Budget,
  suspected: Sources['suspected'] = []
): TooLittle | undefined {
  const swinging = sources.find(({ swing }) => swing > mostSwing);
  if (swinging) throw swings(swinging, suspected);
  if (betweenOf(budget) <= mostBetween(sources)) return undefined;
  const why = isWithinADay(sources) ? ', less than the two days that would show a season of a day' : '';
  const values = sources.reduce((sum, { observations }) => sum + observations, 0);
  return {
    tooLittle: `${about(spanOfAll(sources))} of values (${values})${why}`,
    spanAllowsMs: rounded(mostBetween(sources)),
  };
}

/** A history whose limits could launch so many times the budget; `undefined` where they are certain enough. */
export function checkFactor(factor: number): TooLittle | undefined {
  if (factor <= mostFactor) return undefined;
  const times = Number(factor.toPrecision(2));
  return { tooLittle: `one whose limits may launch ${times} times as many, as it says so little of its rare values` };
}

/**
 * The refusal of a budget. That a span is too short is told at once, with what it allows. Else it names a budget that
 * is taken: the largest of fixed ones, which follow from the history alone, so that it is the same whatever was asked
 * for. They are tried from the one below what was refused on, at most some ten.
 *
 * @param takes whether limits for one false retrain in that time are found and taken
 */
export function* refusalOf(
  sources: readonly Resampler[],
  budget: Budget,
  { tooLittle, spanAllowsMs }: TooLittle,
  takes: (betweenMs: number) => Steps<boolean>
): Steps<ConfigurationError> {
  const { falseRetrains, perMs } = budget;
  const expected = `Expected a history that tells of ${numbered(falseRetrains, 'false retrain')} in ${formatDuration(perMs)}, got ${tooLittle}`;
  if (spanAllowsMs !== undefined) {
    const most = formatDuration(spanAllowsMs);
    return new ConfigurationError(
      `${expected}; such a span allows at most one in ${most}: take a longer history, or accept more false retrains`
    );
  }
  const tried = spansToTry(sources).filter((ms) => ms < betweenOf(budget));
  let high = tried.length;
  let low = high - 1;
  // Down by ever longer steps, then between the last two: mostly one of the longest is taken.
  for (let by = 1; low >= 0 && !(yield* takes(tried[low]!)); by *= 2) {
    high = low;
    low = low === 0 ? -1 : Math.max(0, low - by);
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (yield* takes(tried[middle]!)) low = middle;
    else high = middle;
  }
  if (low < 0) return new ConfigurationError(`${expected}; no budget was found that it can support: take a longer one`);
  const most = formatDuration(tried[low]!);
  return new ConfigurationError(
    `${expected}; this history can support one in ${most}: take a longer one, or accept more, as with --false-retrains 1 --per ${most}`
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
  const why = `${metric}: nothing tells how soon a shift is found, as nearly every stream has a false retrain within the ${valuesBefore} values (${about(rareMs)}) before it`;
  if (perMs / falseRetrains >= rareMs)
    return `${why}, though the budget is rarer: look for a season to take out, or take another detector`;
  return `${why}: state a budget as rare as that, such as --false-retrains 1 --per ${roundedUp(rareMs)}`;
}

/** The flag that leaves a span out. */
export function driftFlag({ from, to }: Range): string {
  const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
  return `--drift ${iso(from)}..${iso(to)}`;
}

// --- internal ---

/** Limits must be certain to this factor: beyond it nobody would call them calibrated. */
const mostFactor = 12;

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
    `Expected two days of ${name}, as it goes up and down like a season of a day (${Math.round(100 * swing)} % of its variance), got ${about(spanOf(source))} of values (${observations}); nothing says how it goes on the day after: take a longer history${orElse}`
  );
}

function spanOf({ observations, stepMs }: Resampler): number {
  return observations * stepMs;
}

function spanOfAll(sources: readonly Resampler[]): number {
  return sources.reduce((sum, source) => sum + spanOf(source), 0);
}

function isWithinADay(sources: readonly Resampler[]): boolean {
  return sources.some(({ unseen }) => unseen.includes('day'));
}

/** As a flag takes it. */
function roundedUp(ms: number): string {
  const [, unit] = durationUnits.find(([, one]) => ms >= one) ?? ['ms', 1];
  return formatDuration(Math.ceil(ms / unit) * unit);
}

function betweenOf({ falseRetrains, perMs }: Budget): number {
  return perMs / falseRetrains;
}

/** The longest time between false retrains that the span of a history allows. */
function mostBetween(sources: readonly Resampler[]): number {
  return (isWithinADay(sources) ? 1 : mostSpans) * spanOfAll(sources);
}

/** From the shortest that any history tells of, ten values, to the longest; each is three quarters of the next. */
function spansToTry(sources: readonly Resampler[]): number[] {
  const least = 10 * Math.min(...sources.map(({ stepMs }) => stepMs));
  const tried: number[] = [];
  for (let ms = mostBetween(sources); tried.length === 0 || ms >= least; ms *= 0.75) tried.unshift(rounded(ms));
  return tried;
}

/** As people say it: a few digits, none of them upwards. */
function rounded(ms: number): number {
  const [, unit] = durationUnits.find(([, one]) => ms >= 8 * one) ?? ['ms', 1];
  return Math.max(1, Math.floor(ms / unit + 1e-9) * unit);
}

function about(ms: number): string {
  return formatDuration(rounded(ms));
}
