/** A bar in a plot: a value, and beside it one to compare with. */
export interface Bar {
  label: string;
  value: number;
  reference?: number | null;
  emphasis?: boolean;
}

/** Horizontal bars as SVG, readable on light and dark ground. A logarithmic axis starts at `from`. */
export function barPlot(
  title: string,
  bars: readonly Bar[],
  axis: { from: number; to: number; log?: boolean }
): string {
  const place = (value: number): number => {
    const [low, high, x] = axis.log ? [axis.from, axis.to, value].map(Math.log10) : [axis.from, axis.to, value];
    return Math.round(Math.max(0, Math.min(1, (x! - low!) / (high! - low!))) * plotWidth);
  };
  const rows = bars.map(({ label, value, reference, emphasis }, i) => {
    const y = top + i * rowHeight;
    const mark =
      reference === undefined || reference === null
        ? ''
        : `<line x1="${left + place(reference)}" x2="${left + place(reference)}" y1="${y}" y2="${y + 16}" stroke="#d1495b" stroke-width="3"/>`;
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end"${emphasis ? ' font-weight="bold"' : ''}>${label}</text>`,
      `<rect x="${left}" y="${y}" width="${place(value)}" height="16" fill="${emphasis ? '#2a7f62' : '#7a9cc6'}"/>`,
      mark,
      `<text x="${left + place(value) + 6}" y="${y + 12}">${show(value)}</text>`,
    ].join('');
  });
  const height = top + bars.length * rowHeight + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + plotWidth + 80} ${height}" font-family="sans-serif" font-size="12" fill="#808080">`,
    `<text x="${left}" y="18" font-size="14">${title}</text>`,
    ...rows,
    `<text x="${left}" y="${height - 6}" font-size="11">red line: River on the same streams</text>`,
    '</svg>',
    '',
  ].join('\n');
}

// --- internal ---

const left = 170;
const plotWidth = 480;
const top = 32;
const rowHeight = 22;

function show(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1000 ? `${(value / 1000).toFixed(0)} k` : String(Number(value.toPrecision(3)));
}
