/** A daily and weekly course: what to expect at a time, as a deviation from the mean. */
export interface Season {
  at(time: number): number;
  /** Periods that it has, for people: `day`, `week`. */
  periods: string[];
}

/**
 * Finds the daily and the weekly course of a metric: waves of the period and of its parts, as many as Schwarz's
 * criterion allows for. `null` when there is none, or when the history spans less than three periods.
 *
 * @param times  ascending
 * @param values deviations from their mean
 */
export function findSeason(times: Float64Array, values: Float64Array): Season | null {
  const n = values.length;
  const span = n > 1 ? times[n - 1]! - times[0]! : 0;
  const step = span / Math.max(1, n - 1);
  const rest = values.slice();
  const waves: Wave[] = [];
  const periods: string[] = [];
  for (const { name, ms, parts } of known) {
    if (span < 3 * ms || ms < 4 * step) continue;
    const found = wavesOf(times, rest, ms, Math.min(parts, Math.floor(ms / step / 2)));
    if (found.length === 0) continue;
    periods.push(name);
    waves.push(...found);
  }
  if (waves.length === 0) return null;
  return { periods, at: (time) => waves.reduce((sum, wave) => sum + valueOf(wave, time), 0) };
}

// --- internal ---

interface Wave {
  /** Radians a millisecond. */
  speed: number;
  cos: number;
  sin: number;
}

const dayMs = 86_400_000;
const known = [
  { name: 'day', ms: dayMs, parts: 12 },
  { name: 'week', ms: 7 * dayMs, parts: 6 },
];

/** The waves that explain more than chance, taken out of `rest` one by one. */
function wavesOf(times: Float64Array, rest: Float64Array, period: number, parts: number): Wave[] {
  const n = rest.length;
  const found: Wave[] = [];
  for (let part = 1; part <= parts; part++) {
    const speed = (2 * Math.PI * part) / period;
    let cos = 0;
    let sin = 0;
    for (let i = 0; i < n; i++) {
      cos += rest[i]! * Math.cos(speed * times[i]!);
      sin += rest[i]! * Math.sin(speed * times[i]!);
    }
    const wave = { speed, cos: (2 * cos) / n, sin: (2 * sin) / n };
    // Compared with its neighbours in frequency, which a correlated noise fills too.
    const power = wave.cos ** 2 + wave.sin ** 2;
    if (power <= beyondChance(n) * noisePower(times, rest, speed, period)) continue;
    for (let i = 0; i < n; i++) rest[i]! -= valueOf(wave, times[i]!);
    found.push(wave);
  }
  return found;
}

/** A wave of pure noise has a power whose distribution is exponential: once in a thousand beyond this many means. */
function beyondChance(n: number): number {
  return Math.max(7, Math.log(n));
}

/** Mean power at frequencies that belong to no period, around this one. */
function noisePower(times: Float64Array, rest: Float64Array, speed: number, period: number): number {
  const n = rest.length;
  const base = (2 * Math.PI) / period;
  const offsets = [-0.43, -0.37, -0.31, 0.31, 0.37, 0.43];
  let sum = 0;
  for (const offset of offsets) {
    const near = speed + offset * base;
    let cos = 0;
    let sin = 0;
    for (let i = 0; i < n; i++) {
      cos += rest[i]! * Math.cos(near * times[i]!);
      sin += rest[i]! * Math.sin(near * times[i]!);
    }
    sum += ((2 * cos) / n) ** 2 + ((2 * sin) / n) ** 2;
  }
  return sum / offsets.length;
}

function valueOf({ speed, cos, sin }: Wave, time: number): number {
  return cos * Math.cos(speed * time) + sin * Math.sin(speed * time);
}
