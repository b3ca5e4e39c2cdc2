import { explain } from '../src/core/view/explain.ts';
import { columns, digits, escapeMarkdown } from './markdown.ts';
import { timeText } from '../src/terms/time-text.ts';
import { viewOf } from '../src/core/view/view.ts';
import type { MonitorView } from '../src/core/wire/answers.ts';
import type { MonitorState } from '../src/core/state/state.ts';

/** The monitor as markdown for the Temporal UI's user metadata tab: the state at a glance, with nothing to install. */
export function currentDetails(state: MonitorState, now: number): string {
  const view = viewOf(state, now);
  const explanation = explain(state, now);
  const lines = [
    `**${escapeMarkdown(view.model)}** is **${view.level}**, champion ${escapeMarkdown(view.champion ?? 'none')}, generation ${view.generation}`,
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
      const why = d.note ?? (d.reasons.map(({ text }) => text).join('; ') || d.reasonCodes.join(', '));
      const held = d.heldBy.length > 0 ? ` (by ${d.heldBy.map(({ by }) => by).join(', ')})` : '';
      return [timeText(d.at), `${d.decision}${held}`, why];
    });
    lines.push('', columns([['when', 'decision', 'why'], ...rows]));
  }
  return lines.join('\n').slice(0, 18_000);
}

// --- internal ---

function seriesRows({ series }: MonitorView): string[][] {
  return series
    .slice(0, 30)
    .map(({ metric, segment, level, last, ewma, n }) => [
      segment ? `${metric}/${segment}` : metric,
      level,
      digits(last),
      digits(ewma),
      `${n}`,
    ]);
}
