import { escapeHtml, htmlPage } from '../../report/html-page.ts';
import { demoCooldownDays } from '../monitor-file.ts';
import { holdSpans, quietSpans, whyQuiet } from './spans.ts';
import { holdText } from '../../core/view/words.ts';
import { pageScript } from './report-assets.ts';
import type { HoldReason } from '../../core/state/decision.ts';
import { aroundRetrain, meanOf, monthOf, type Story, type StoryRetrain } from '../story.ts';

/** The story as one self-contained HTML file: plot, table, decisions and reasons. */
export async function reportPage(story: Story): Promise<string> {
  const promoted = story.retrains.filter(({ status }) => status === 'promoted').length;
  const last = story.points.slice(-Math.ceil(story.points.length / 6));
  const figure = (value: number): string => value.toFixed(3);
  return htmlPage({
    title: `${story.model}: retrained when it should be`,
    body: `<h1>Rain tomorrow? One station, ${yearOf(story.points[0]?.at)} to ${yearOf(story.points.at(-1)?.at)}</h1>
<p class="lead">A forecast model, scored every ${story.daysPerPoint} days while the weather changes under it. The monitor kept a moving
average, asked for ${story.retrains.length} retrains, and its gate let ${promoted} of them serve.</p>
<dl class="figures">
<div><dt>accuracy, last ${last.length} points</dt><dd>${figure(meanOf(last, 'accuracy'))}</dd></div>
<div><dt>the first model, left alone</dt><dd>${figure(meanOf(last, 'unattended'))}</dd></div>
<div><dt>retrains asked for / promoted</dt><dd>${story.retrains.length} / ${promoted}</dd></div>
</dl>
<div id="plot" role="img" aria-label="Accuracy over time with its moving average, the limit and the retrains"></div>
<p class="legend">Lines: <b>bold</b>, the moving average (EWMA, alpha ${story.alpha}) of the model that serves; thin, each score; grey,
the average of the first model, had nobody retrained; dashed, the limit ${story.limit}.</p>
<p class="legend"><span class="mark promoted"></span>a retrain whose version serves <span class="mark rejected"></span>a retrain
refused by the gate${story.rollbacks.length > 0 ? ' <span class="cross">×</span> a version taken back' : ''}. Bands, in which no retrain
begins: ${bandLegend(story)}.</p>
${quietHtml(story)}
<h2>Retrains</h2>
<p class="lead">The gate compares champion and challenger on the same days, which neither was trained on. “Live” is the mean of the
six scores before the retrain and of the six after it.</p>
<table class="cards">
<thead><tr><th>#</th><th>when</th><th>kind</th><th>why</th><th>trials</th><th>held-out:<br>champion → challenger</th><th>outcome</th><th>live:<br>before → after</th><th>time</th></tr></thead>
<tbody>
${story.retrains.map((retrain) => tableRow(story, retrain)).join('\n')}
</tbody>
</table>
<h2>What you can do next</h2>
<ul class="next">
<li><code>npx temporal-retrain init my-monitor</code> writes a monitor of your own that runs: this data, your CSV, your script or a Python worker.</li>
<li><code>npx temporal-retrain backtest policy.yaml history.csv</code> shows when a policy would have retrained on metrics that you have.</li>
<li><code>npx temporal-retrain calibrate policy.yaml history.csv</code> chooses its limits for a budget of false retrains.</li>
<li><code>npx temporal-retrain demo --keep-open</code> plays this again and leaves the Temporal UI open: every retrain is a workflow there.</li>
</ul>
<footer>Every number on this page was measured: the models were trained, the days were predicted, the monitor ran on a
Temporal server. Data: NOAA, Offutt Air Force Base (public record).</footer>`,
    data: { ...story, holdSpans: holdSpans(story) },
    script: pageScript,
  });
}

// --- internal ---

/** On a phone each row is a card, and these stand beside its values. */
const columns = ['retrain', 'when', 'kind', 'why', 'trials', 'held-out', 'outcome', 'live', 'time'];

const bandClasses: Partial<Record<HoldReason, string>> = {
  cooldown: 'cooldown',
  probation: 'probation',
  'circuit-breaker': 'breaker',
};

const bandTexts: Partial<Record<HoldReason, string>> = {
  cooldown: `the cool-down: ${demoCooldownDays} days after a retrain began`,
  probation: 'the probation of a new version, which is held against the last one',
  'circuit-breaker': 'the open circuit breaker: after several bad candidates a person has to look',
};

function bandLegend(story: Story): string {
  const kinds = [...new Set(story.points.flatMap(({ holds }) => holds))];
  if (kinds.length === 0) return 'none in this story';
  return kinds
    .map((by) => `<span class="band ${bandClasses[by] ?? 'other'}"></span>${escapeHtml(bandTexts[by] ?? holdText(by))}`)
    .join('; ');
}

function quietHtml(story: Story): string {
  const spans = quietSpans(story);
  if (spans.length === 0) return '';
  const items = spans.map((span) => {
    const { from, to, points, lowest } = span;
    return `<li><b>${monthOf(from)} to ${monthOf(to)}</b>: the average was under the limit for ${points} points (lowest ${lowest.toFixed(3)}), and no retrain began: ${escapeHtml(whyQuiet(span))}.</li>`;
  });
  return `<h2>Why nothing happened there</h2>\n<ul class="quiet">\n${items.join('\n')}\n</ul>`;
}

function tableRow(story: Story, retrain: StoryRetrain): string {
  const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  const { before, after } = aroundRetrain(story, retrain);
  const outcome =
    retrain.status === 'promoted'
      ? `<strong class="promoted">${escapeHtml(retrain.version ?? '')} serves</strong>`
      : `<span class="rejected">${escapeHtml(retrain.status)}</span><br><small>${retrain.objections.map(escapeHtml).join('<br>')}</small>`;
  const cells = [
    String(retrain.generation),
    new Date(retrain.at).toISOString().slice(0, 7),
    escapeHtml(retrain.kind),
    escapeHtml(retrain.reason),
    String(retrain.trials),
    `${number(retrain.championAccuracy)} → ${number(retrain.challengerAccuracy)}`,
    outcome,
    retrain.status === 'promoted' ? `${number(before)} → ${Number.isFinite(after) ? number(after) : '–'}` : '–',
    `${retrain.seconds.toFixed(1)} s`,
  ];
  const tight = new Set([1, 2, 5, 7, 8]);
  return `<tr>${cells
    .map((cell, i) => `<td${tight.has(i) ? ' class="tight"' : ''} data-label="${columns[i]}">${cell}</td>`)
    .join('')}</tr>`;
}

function yearOf(at: number | undefined): string {
  return at === undefined ? '?' : String(new Date(at).getUTCFullYear());
}
