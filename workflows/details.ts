import { explain } from '../src/core/view/explain.ts';
import { pageAddress } from '../src/terms/page-address.ts';
import { timeText } from '../src/terms/time-text.ts';
import { decisionText, holdText, stateText, wordsOf } from '../src/core/view/words.ts';
import { viewOf } from '../src/core/view/view.ts';
import { reasonText } from '../src/core/state/decision.ts';
import type { MonitorView } from '../src/core/wire/answers.ts';
import type { MonitorState } from '../src/core/state/state.ts';

/** The monitor as markdown for the Temporal UI's user metadata tab: the state at a glance, with nothing to install. */
export function currentDetails(state: MonitorState, now: number, pageUrl?: string): string {
  const view = viewOf(state, now);
  const explanation = explain(state, now);
  const lines = [
    ...linkTo(pageUrl, view.model, view.approval !== null),
    `**${escapeMarkdown(view.model)}** is **${stateText(view.level)}**, champion ${escapeMarkdown(view.champion ?? 'none')}, ${view.generation === 0 ? 'no retrain yet' : `newest retrain ${view.generation}`}`,
    '',
    escapeMarkdown(explanation.summary),
    '',
    ...(view.series.length === 0 ? [] : [columns([['metric', 'level', 'last', 'EWMA', 'n'], ...seriesRows(view)])]),
    '',
    ...explanation.distances.slice(0, 20).map(({ text }) => `- ${escapeMarkdown(text)}`),
  ];
  const recent = explanation.decisions.slice(0, 10);
  if (recent.length > 0) {
    const rows = recent.map((d) => {
      const why = d.note ?? d.reasons.map(reasonText).join('; ');
      const held = d.heldBy.length > 0 ? ` (by ${d.heldBy.map(({ by }) => holdText(by)).join(', ')})` : '';
      return [timeText(d.at), `${decisionText(d)}${held}`, why];
    });
    lines.push('', columns([['when', 'decision', 'why'], ...rows]));
  }
  return lines.join('\n').slice(0, 18_000);
}

/** Names and comments come from outside: nothing in them may become markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, String.raw`\$&`).replace(/\s+/g, ' ');
}

/**
 * Rows in columns, as a block of code: the Temporal UI draws the cells of tables without any space between them.
 * Whatever the cells hold, they cannot end the block.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ').slice(0, maxCell)));
  const sizes: number[] = [];
  for (const row of cells) row.forEach((cell, k) => (sizes[k] = Math.max(sizes[k] ?? 0, cell.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, k) => cell.padEnd(sizes[k] ?? 0))
      .join('  ')
      .trimEnd()
  );
  const text = lines.join('\n');
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** At most six significant digits, without trailing zeros. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

// --- internal ---

function linkTo(pageUrl: string | undefined, model: string, waits: boolean): string[] {
  const link = pageAddress(pageUrl, { model, ...(waits ? { view: 'approval' as const } : {}) });
  return link === undefined
    ? []
    : [`[${waits ? 'Look at the challenger and decide' : 'Open the page'}](${encodeURI(link)})`, ''];
}

function seriesRows({ series }: MonitorView): string[][] {
  return series
    .slice(0, 30)
    .map(({ metric, segment, level, last, ewma, n }) => [
      segment ? `${metric}/${segment}` : metric,
      wordsOf(level),
      digits(last),
      digits(ewma),
      `${n}`,
    ]);
}

/** What stands last in a row may be a sentence. */
const maxCell = 300;
