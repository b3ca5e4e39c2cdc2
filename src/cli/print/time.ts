/** `3m ago`, `in 2h`: one unit is enough to see whether it matters. */
export function formatAgo(ms: number, now: number): string {
  const distance = Math.abs(now - ms);
  if (distance < 1_000) return 'now';
  const [unit, size] = units.find(([, size]) => distance >= size) ?? ['s', 1_000];
  const text = `${Math.floor(distance / size)}${unit}`;
  return ms > now ? `in ${text}` : `${text} ago`;
}

// --- internal ---

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;
