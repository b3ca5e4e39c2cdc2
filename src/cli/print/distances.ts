import { colourOfState, type Style } from '../terminal/style.ts';
import { formatValue } from '../../terms/metric-kinds.ts';
import { printable, table, wrap } from '../terminal/table.ts';
import { formatAgo } from './time.ts';
import { numbered } from '../../terms/numbered.ts';
import { wordsOf } from '../../core/view/words.ts';
import { waitedText } from '../../core/view/knowledge-texts.ts';
import { quotedBlank } from '../../terms/visible-text.ts';
import type { Distance } from '../../core/wire/answers.ts';

/** Every detector in a line: where it is, where it fires and how far that is. The nearest to firing come first. */
export function distancesTable(
  distances: readonly Distance[],
  { style, width, now }: { style: Style; width: number; now: number }
): string[] {
  if (distances.length === 0) return [];
  const all: Column[] = [
    { title: 'METRIC', of: ({ metric }) => metric },
    ...(distances.some(({ segment }) => segment !== '')
      ? [{ title: 'SEGMENT', of: (one: Distance) => quotedBlank(one.segment) }]
      : []),
    { title: 'DETECTOR', of: ({ detector }) => detector },
    {
      title: 'LEVEL',
      of: ({ level }) => wordsOf(level),
      paint: ({ level }) => colourOfState(style, level)(wordsOf(level)),
    },
    { title: 'NOW', of: (one) => numbersOf(one, now)[0]!, isNumber: true, canGo: 2 },
    { title: 'FIRES AT', of: (one) => numbersOf(one, now)[1]!, isNumber: true, canGo: 1 },
    { title: 'TO GO', of: (one) => numbersOf(one, now)[2]! },
  ];
  const columns = fitting(all, distances, width - 2);
  const rows = distances.toSorted(byNearness).map((one) => columns.map(({ of, paint = of }) => paint(one)));
  const right = columns.flatMap(({ isNumber }, at) => (isNumber ? [at] : []));
  const options = { width: width - 2, right, whole: [...right, columns.length - 1], dim: style.dim };
  return table(
    columns.map(({ title }) => title),
    rows,
    options
  )
    .split('\n')
    .map((line) => `  ${line}`)
    .concat(learnt(distances, width));
}

// --- internal ---

interface Column {
  title: string;
  of: (one: Distance) => string;
  paint?: (one: Distance) => string;
  isNumber?: boolean;
  /** Left out where the last column would be cut, the lowest first: it tells the same in short. */
  canGo?: number;
}

/** The columns beside which the last one, how far it is, can stand uncut; names and levels can be cut for it. */
function fitting(columns: readonly Column[], distances: readonly Distance[], width: number): readonly Column[] {
  const least = columns.map(({ title, of, isNumber }, at) => {
    const longest = Math.max(title.length, ...distances.map((one) => of(one).length));
    return isNumber || at === columns.length - 1 ? longest : Math.min(longest, Math.max(title.length, leastCut));
  });
  const isTooWide = least.reduce((sum, one) => sum + one + 2, -2) > width;
  const [goes] = columns.filter(({ canGo }) => canGo !== undefined).toSorted((a, b) => a.canGo! - b.canGo!);
  if (!isTooWide || !goes) return columns;
  return fitting(
    columns.filter((column) => column !== goes),
    distances,
    width
  );
}

/** Tables cut no column below that. */
const leastCut = 8;

/** What detectors have learnt of their streams, below the table; of many streams the first. */
function learnt(distances: readonly Distance[], width: number): string[] {
  const lines = distances.flatMap(({ metric, segment, detector, knows = [] }) =>
    knows.length === 0
      ? []
      : [`${metric}${segment ? ` in ${quotedBlank(segment)}` : ''} by ${detector}: ${knows.join(', ')}`]
  );
  const shown = lines.slice(0, mostLearnt).map((line) => `  ${wrap(printable(line), width - 2, '    ')}`);
  return lines.length > mostLearnt ? [...shown, `  and ${lines.length - mostLearnt} more`] : shown;
}

const mostLearnt = 10;

function numbersOf(one: Distance, now: number): string[] {
  const { metric, level, statistic, limit, toFiring, n, rows, isValue = true, asksForNothing, patience } = one;
  const { driftSince } = one;
  const began =
    driftSince === undefined ? 'in drift by an earlier alarm' : `fired, drift began ${formatAgo(driftSince, now)}`;
  const idle = asksForNothing ? ', asks for nothing' : '';
  if (level === 'no-data') return ['', '', `silent${idle}`];
  if (statistic === null || limit === null || toFiring === null) {
    const few =
      level === 'drift' ? began : n === 0 ? 'no value since it began' : `${numbered(n, 'value')}, not enough yet`;
    return ['', '', `${few}${idle}`];
  }
  const show = (x: number): string => formatValue(isValue ? metric : '', x);
  const side = firesAbove(one) ? '>' : '<';
  const young = level === 'warming-up' && !patience ? `, too few values yet (${n})` : waitedText(one);
  const far =
    toFiring > 0
      ? level === 'drift'
        ? began
        : show(toFiring)
      : toFiring < 0
        ? rows !== undefined && level !== 'drift'
          ? 'beyond, by chance'
          : 'beyond'
        : 'at the limit';
  return [show(statistic), `${side} ${show(limit)}`, `${far}${young}${idle}`];
}

/** Workers of earlier versions do not say it. */
function firesAbove({ fires, statistic, limit, toFiring }: Distance): boolean {
  if (fires !== undefined) return fires === 'above';
  return (toFiring ?? 0) * ((limit ?? 0) - (statistic ?? 0)) > 0;
}

/** What is in drift, then by the share of its limit that is missing, then what cannot be told. */
function byNearness(a: Distance, b: Distance): number {
  return (
    rankOf(a) - rankOf(b) ||
    shareToGo(a) - shareToGo(b) ||
    a.metric.localeCompare(b.metric) ||
    a.segment.localeCompare(b.segment)
  );
}

function rankOf({ level, toFiring }: Distance): number {
  if (level === 'drift') return 0;
  if (level === 'no-data') return 3;
  return toFiring === null ? 2 : 1;
}

function shareToGo({ toFiring, limit, statistic }: Distance): number {
  if (toFiring === null) return 0;
  const scale = Math.max(Math.abs(limit ?? 0), Math.abs(statistic ?? 0));
  return scale === 0 ? 0 : toFiring / scale;
}
