import { base, codeOf, numberAt } from './digits.ts';
import { brief, type Profile } from './state.ts';
import { outlier } from './scores.ts';

/** Values in the days that profiles are learned of: at fifteen, ten and five minutes a value. */
export const days: readonly number[] = [96, 144, 288];

/** What the profile adds at time `t`, in units, about its mean. */
export function profileAt({ period, text }: Profile, t: number): number {
  return numberAt(text, width * binOf(period, t), width) - zero;
}

/** Days that a half hour's mean rests on, at least one. */
export function daysOf({ period, n }: Profile): number {
  return Math.max(1, n / period);
}

export function freshProfile(period: number): Profile {
  return { period, n: 0, mean: 0, variance: 0, text: textOf(Array.from({ length: bins }, () => 0)) };
}

/**
 * Folds neighbouring values into the mean of each half hour of the day: of all days, and later of the newest ten. It
 * needs no level: one that changes moves all half hours within a day.
 *
 * @param first time of the first of them
 */
export function learnProfile(profile: Profile, scale: number, values: readonly number[], first: number): void {
  const { period } = profile;
  const means = Array.from({ length: bins }, (_, b) => profile.mean + profileAt(profile, b * (period / bins)));
  const reach = outlier * scale;
  values.forEach((y, i) => {
    const at = (first + i) % period;
    const bin = binOf(period, at);
    const rounds = Math.floor(profile.n / period);
    const gain = 1 / ((rounds * period) / bins + (at % (period / bins)) + 1);
    const before = means[bin] as number;
    const left = gain === 1 ? y - before : Math.max(-reach, Math.min(reach, y - before));
    if (rounds > 0) {
      const seen = Math.min(profile.n - period + 1, varianceMemory);
      profile.variance += ((1 - gain) * left * left - profile.variance) / seen;
    }
    means[bin] = before + gain * left;
    profile.n += profile.n + 1 < (most + 1) * period ? 1 : 1 - period;
  });
  const mean = means.reduce((sum, one) => sum + one, 0) / bins;
  profile.mean = brief(mean, 7);
  profile.variance = brief(profile.variance);
  profile.text = textOf(means.map((one) => one - mean));
}

// --- internal ---

/** Half hours. */
const bins = 48;
/** Rounds that a mean rests on at most. */
const most = 10;
const varianceMemory = 288;
/** Digits of a half hour. */
const width = 3;
/** A half hour is at most so many units from the mean. */
const zero = 364_499;

function binOf(period: number, t: number): number {
  return Math.floor(((t % period) * bins) / period);
}

function textOf(means: readonly number[]): string {
  return means
    .map((mean) => {
      const all = Math.max(0, Math.min(2 * zero, Math.round(mean) + zero));
      return String.fromCharCode(
        codeOf(Math.floor(all / base ** 2)),
        codeOf(Math.floor(all / base) % base),
        codeOf(all % base)
      );
    })
    .join('');
}
