const secondS = 1;
const dayS = 86_400;
const monthS = 28 * dayS;
const yearS = 365 * dayS;

/**
 * What stands below the ticks of a chart, as all times of the page are written: "19:15", with the day below the first
 * one and wherever another begins.
 *
 * @param at   epoch seconds
 * @param step seconds between two ticks
 */
export function timeLabels(at: readonly number[], step: number): string[] {
  const { label, below } = looks.find(({ from }) => step >= from) ?? looks.at(-1)!;
  let last = '';
  return at.map((seconds) => {
    const date = new Date(seconds * 1_000);
    const whole = below?.format(date) ?? '';
    const text = whole === last ? label.format(date) : `${label.format(date)}\n${whole}`;
    last = whole;
    return text;
  });
}

/** The labels, without those that the right end of a chart would cut. */
export function uncut(labels: readonly string[], roomRight: (i: number) => number): string[] {
  return labels.map((label, i) => (halfWidth(label) > roomRight(i) ? '' : label));
}

// --- internal ---

const form = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', options);
const year = form({ year: 'numeric' });
const day = form({ dateStyle: 'medium' });

const looks = [
  { from: yearS, label: year, below: null },
  { from: monthS, label: form({ month: 'short' }), below: year },
  { from: dayS, label: form({ day: 'numeric', month: 'short' }), below: year },
  { from: 60, label: form({ hour: '2-digit', minute: '2-digit' }), below: day },
  { from: secondS, label: form({ hour: '2-digit', minute: '2-digit', second: '2-digit' }), below: day },
  {
    from: 0,
    label: form({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }),
    below: day,
  },
];

/** Pixels, at seven a character, which is wide for 12 px. */
function halfWidth(label: string): number {
  return 3.5 * Math.max(...label.split('\n').map((line) => line.length));
}
