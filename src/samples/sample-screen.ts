import type { MonitorView } from '../core/wire/answers.ts';
import { didYouMean } from '../terms/did-you-mean.ts';
import { compareSemVer } from '../terms/semver.ts';
import { doubtText, timeDoubt, yearsBehind, type TimeDoubt } from '../terms/event-time.ts';
import { seriesKey } from '../core/state/series.ts';
import { timeText } from '../terms/time-text.ts';
import { oddValue } from '../terms/metric-kinds.ts';
import { otherUnitText, type TimeUnit } from '../rows/time.ts';
import { faultOf } from '../rows/lines.ts';
import type { Sample } from './sample.ts';

export interface ScreenOptions {
  /** What the monitor watches; absent: not known, and names are not looked at. */
  metrics?: readonly string[] | undefined;
  /** Versions that the monitor has heard of; absent: not known, and versions are not looked at. */
  versions?: readonly string[] | undefined;
  /** Newest times that the monitor believes, by metric and segment; absent: not known, and they are not looked at. */
  newest?: ReadonlyMap<string, number> | undefined;
  /** Of times that are numbers, where it was said: a doubt is then about that. @default not said */
  unit?: TimeUnit | undefined;
  /** Leaves out values of other metrics, instead of refusing their rows. @default false */
  ignoreUnknown?: boolean;
  /** Lets implausible values, times and versions pass: an accuracy of 93, a time in seconds. @default false */
  force?: boolean;
  /** How people ask for these, in messages. */
  words: ScreenWords;
}

export interface ScreenWords {
  ignoreUnknown: string;
  /** Absent where nobody can say so. */
  force?: string;
  timeUnit: string;
  sayUnit: (unit: TimeUnit) => string;
  /** A unit as it is said. */
  unit: (unit: TimeUnit) => string;
}

/** What passes, with what was left out of it and what is implausible about it, by name; or why it does not pass. */
export type Screened =
  { sample: Sample; ignored: number; doubts: readonly (readonly [name: string, text: string])[] } | NotPassed;

export interface NotPassed {
  fault: string;
  because: 'unknown-metric' | 'implausible';
}

/**
 * Looks at a sample before it is recorded: one typo in a name, a value or a time spoils an average for days. A sample
 * of which nothing is left has no values.
 */
export function screenSample(sample: Sample, options: ScreenOptions): Screened {
  const { metrics } = options;
  if (metrics === undefined || areKnown(sample, metrics)) return withoutDoubt(sample, 0, options);
  const known = onlyKnown(sample, metrics, options);
  if ('fault' in known) {
    const watched = Object.fromEntries(Object.entries(sample.values).filter(([name]) => metrics.includes(name)));
    const rest = withoutDoubt({ ...sample, values: watched }, 0, options);
    return 'fault' in rest ? { ...known, fault: `${known.fault}; ${rest.fault}` } : known;
  }
  return withoutDoubt(known.sample, known.ignored, options);
}

/**
 * Versions that the monitor has heard of lately; older ones may have served before them. The registry has more, but
 * would have to be asked through a worker, and a monitor takes what it can without one.
 */
export function versionsHeardOf({ champion, approval, shadow, probation, lastRetrain }: MonitorView): string[] {
  const all = [
    champion,
    approval?.version,
    shadow?.version,
    probation?.version,
    probation?.against,
    lastRetrain?.version,
  ];
  return all.filter((version): version is string => typeof version === 'string');
}

/** Newest times that the monitor believes, by metric and segment. */
export function newestTimesOf({ series }: Pick<MonitorView, 'series'>): ReadonlyMap<string, number> {
  const dated = series.filter(({ undated }) => undated !== true);
  return new Map(dated.map(({ metric, segment, lastAt }) => [seriesKey(metric, segment), lastAt]));
}

// --- internal ---

function onlyKnown(
  { values, options }: Sample,
  metrics: readonly string[],
  { ignoreUnknown, words }: ScreenOptions
): { sample: Sample; ignored: number } | NotPassed {
  const unknown = Object.keys(values).filter((name) => !metrics.includes(name));
  if (!ignoreUnknown) {
    return { fault: unknownText(unknown, metrics, words.ignoreUnknown), because: 'unknown-metric' };
  }
  const known = Object.entries(values).filter(([name]) => metrics.includes(name));
  return { sample: { values: Object.fromEntries(known), options }, ignored: unknown.length };
}

/** All of them at once: who corrects one should not fail at the next. */
function unknownText(unknown: readonly string[], metrics: readonly string[], ignoreUnknown: string): string {
  const near = unknown.map((name) => didYouMean(name, metrics));
  const watched = metrics.join(', ');
  if (unknown.length === 1) {
    const next = near[0] === undefined ? `or use ${ignoreUnknown}` : `did you mean \`${near[0]}\`?`;
    return `Expected a metric that the monitor watches (${watched}), got \`${unknown[0]}\`; ${next}`;
  }
  const got = unknown
    .slice(0, mostUnknown)
    .map((name, at) => `\`${name}\`${near[at] === undefined ? '' : ` (did you mean \`${near[at]}\`?)`}`);
  const more = unknown.length > mostUnknown ? ` and ${unknown.length - mostUnknown} more` : '';
  return `Expected metrics that the monitor watches (${watched}), got ${got.join(', ')}${more}; or use ${ignoreUnknown}`;
}

const mostUnknown = 5;

function areKnown({ values }: Sample, metrics: readonly string[]): boolean {
  for (const name in values) if (!metrics.includes(name)) return false;
  return true;
}

function withoutDoubt(sample: Sample, ignored: number, options: ScreenOptions): Screened {
  const isEmpty = ignored > 0 && Object.keys(sample.values).length === 0;
  const doubts = isEmpty ? none : doubtsOf(sample, options);
  const fault = faultOf(doubts.map(([, text]) => text));
  if (fault === undefined || options.force) return { sample, ignored, doubts };
  const them = doubts.length === 1 ? 'it' : 'them';
  const { force } = options.words;
  return { fault: force === undefined ? fault : `${fault}; ${force} sends ${them} anyway`, because: 'implausible' };
}

type Doubt = readonly [name: string, text: string];

const none: readonly Doubt[] = [];

function doubtsOf(sample: Sample, screening: ScreenOptions): readonly Doubt[] {
  const { values, options } = sample;
  const { versions } = screening;
  let doubts: Doubt[] | undefined;
  const strange = versions === undefined ? undefined : unheardOf(options.version, versions);
  if (strange !== undefined) (doubts ??= []).push(['version', strange]);
  const at = options.at === undefined ? undefined : Number(options.at);
  const doubt = at === undefined ? undefined : timeDoubt(at, Date.now());
  if (at !== undefined && doubt !== undefined) (doubts ??= []).push(['at', hardlyAt(at, doubt, screening)]);
  const behind = doubt === undefined ? behindOf(sample, screening) : undefined;
  if (behind !== undefined) (doubts ??= []).push(['at', behind]);
  for (const name in values) {
    const text = oddValue(name, values[name]!);
    if (text !== undefined) (doubts ??= []).push([name, text]);
  }
  return doubts ?? none;
}

function hardlyAt(at: number, doubt: TimeDoubt, { unit, words }: ScreenOptions): string {
  const other = unit === undefined ? undefined : otherUnitText(at, unit, Date.now(), words.unit);
  return other ?? doubtText(at, doubt, words.sayUnit(doubt === 'in-microseconds' ? 'us' : 's'));
}

/**
 * A time that is decades older than what the monitor has: as old as a history that is sent first may be, it would be
 * counted after all that came later. An event with a key may be sent again, and then counts no second time.
 */
function behindOf(
  { values, options: { at, segment = '', key } }: Sample,
  screening: ScreenOptions
): string | undefined {
  const { newest, words } = screening;
  if (newest === undefined || at === undefined || key !== undefined) return undefined;
  const ms = Number(at);
  for (const name in values) {
    const last = newest.get(seriesKey(name, segment));
    const years = last === undefined ? undefined : yearsBehind(ms, last);
    if (last !== undefined && years !== undefined)
      return `Time ${ms} reads as ${timeText(ms)}, ${years} years before the newest that the monitor knows of \`${name}\` (${timeText(last)}): is that the year? a number has a unit: ${words.timeUnit}`;
  }
  return undefined;
}

/**
 * An older version may have served before; one that is newer than all that the monitor knows was never registered. A
 * monitor that knows none watches a model that is registered elsewhere, or not yet.
 */
function unheardOf(version: string | undefined, known: readonly string[]): string | undefined {
  if (version === undefined || known.length === 0) return undefined;
  const isNewest = known.every((one) => (compareSemVer(version, one) ?? 0) > 0);
  if (!isNewest) return undefined;
  return `version ${version} was never registered: the newest that the monitor knows is ${known.toSorted((a, b) => compareSemVer(b, a) ?? 0)[0]}`;
}
