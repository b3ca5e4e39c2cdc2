/** What a wall clock in that zone shows, as milliseconds since the zone's own 1970-01-01 00:00. */
export function localTime(timeZone: string, at: number): number {
  return timeZone === 'UTC' ? at : at + offsetOf(timeZone, Math.floor(at / blockMs));
}

/** Minutes since midnight, and the day of the week, where 0 is Sunday. */
export function wallClock(timeZone: string, at: number): { minutes: number; day: number } {
  const local = localTime(timeZone, at);
  const day = Math.floor(local / dayMs);
  return { minutes: Math.floor((local - day * dayMs) / 60_000), day: modulo(day + 4, 7) };
}

export function modulo(n: number, by: number): number {
  return ((n % by) + by) % by;
}

// --- internal ---

const dayMs = 86_400_000;

/**
 * Clocks change at whole quarters of an hour. Asking the runtime for every observation would cost more than judging it.
 */
const blockMs = 900_000;
const maxBlocks = 10_000;

interface Zone {
  formatter: Intl.DateTimeFormat;
  offsets: Map<number, number>;
}

const zones = new Map<string, Zone>();

function offsetOf(timeZone: string, block: number): number {
  let zone = zones.get(timeZone);
  if (!zone) {
    const formatter = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    zone = { formatter, offsets: new Map() };
    zones.set(timeZone, zone);
  }
  let offset = zone.offsets.get(block);
  if (offset === undefined) {
    if (zone.offsets.size >= maxBlocks) zone.offsets.clear();
    offset = readOffset(zone.formatter.formatToParts(new Date(block * blockMs)));
    zone.offsets.set(block, offset);
  }
  return offset;
}

/** `GMT`, `GMT+05:30`, and for years long past also `GMT+00:19:32`. */
function readOffset(parts: Intl.DateTimeFormatPart[]): number {
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds] = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? [];
  if (sign === undefined) return 0;
  const ms = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds ?? 0) * 1_000;
  return sign === '-' ? -ms : ms;
}
