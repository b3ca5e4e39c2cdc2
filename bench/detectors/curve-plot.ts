/** A line in a plot: places on a logarithmic axis, and shares from 0 to 1. */
export interface Curve {
  name: string;
  points: readonly (readonly [x: number, share: number])[];
}

/** Lines of shares over a logarithmic axis as SVG, readable on light and dark ground. The first is the bold one. */
export function curvePlot(title: string, curves: readonly Curve[], [from, to]: readonly [number, number]): string {
  const across = (x: number): number =>
    Math.round(left + (width * Math.log(Math.max(from, Math.min(to, x)) / from)) / Math.log(to / from));
  const down = (share: number): number => Math.round(top + height * (1 - share));
  const decades = Array.from({ length: 8 }, (_, k) => 10 ** k).filter((x) => x >= from && x <= to);
  const lines = curves.map(({ name, points }, i) => {
    const colour = colours[i % colours.length]!;
    const sorted = points.toSorted(([a], [b]) => a - b).map(([x, share]) => `${across(x)},${down(share)}`);
    return [
      `<polyline points="${sorted.join(' ')}" fill="none" stroke="${colour}" stroke-width="${i === 0 ? 4 : 2}"/>`,
      ...sorted.map(
        (place) => `<circle cx="${place.split(',')[0]}" cy="${place.split(',')[1]}" r="3" fill="${colour}"/>`
      ),
      `<text x="${left + width + 12}" y="${top + 14 + 20 * i}" fill="${colour}">${name}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 290} ${top + height + 36}" font-family="sans-serif" font-size="12" fill="#808080">`,
    `<text x="${left}" y="18" font-size="14">${title}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<line x1="${left}" x2="${left + width}" y1="${down(share)}" y2="${down(share)}" stroke="#80808040"/><text x="${left - 8}" y="${down(share) + 4}" text-anchor="end">${share}</text>`
    ),
    ...decades.map(
      (x) => `<text x="${across(x)}" y="${top + height + 20}" text-anchor="middle">${x.toLocaleString('en')}</text>`
    ),
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

// --- internal ---

const left = 44;
const top = 32;
const width = 480;
const height = 300;
const colours = ['#2a7f62', '#7a9cc6', '#b08bc4', '#d1495b', '#d99a2b', '#808080'];
