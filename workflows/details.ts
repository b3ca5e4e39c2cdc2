import { explain } from '../src/core/view/explain.ts';
import { digits, escapeMarkdown, tableRow } from './markdown.ts';
import { timeText } from '../src/terms/time-text.ts';
import { viewOf } from '../src/core/view/view.ts';
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
    '| metric | level | last | EWMA | n |',
    '|---|---|---|---|---|',
    ...view.series
      .slice(0, 30)
      .map((s) =>
        tableRow([s.segment ? `${s.metric}/${s.segment}` : s.metric, s.level, digits(s.last), digits(s.ewma), `${s.n}`])
      ),
    '',
    ...explanation.distances.slice(0, 20).map(({ text }) => `- ${escapeMarkdown(text)}`),
  ];
  const recent = explanation.decisions.slice(0, 10);
  if (recent.length > 0) {
    lines.push('', '| when | decision | why |', '|---|---|---|');
    for (const d of recent) {
      const why = d.note ?? (d.reasons.map(({ text }) => text).join('; ') || d.reasonCodes.join(', '));
      const held = d.heldBy.length > 0 ? ` (by ${d.heldBy.map(({ by }) => by).join(', ')})` : '';
      lines.push(tableRow([timeText(d.at), `${d.decision}${held}`, why]));
    }
  }
  return lines.join('\n').slice(0, 18_000);
}
