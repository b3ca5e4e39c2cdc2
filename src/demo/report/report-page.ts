import { escapeHtml, htmlPage } from '../../report/html-page.ts';
import { pageScript } from './report-assets.ts';
import { aroundRetrain, meanOf, type Story, type StoryRetrain } from '../story.ts';

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
<p class="legend"><span class="mark promoted"></span>promoted <span class="mark rejected"></span>refused by the gate.
Bold: EWMA (alpha ${story.alpha}) of the model that serves; thin: each score; grey: the first model's EWMA, had nobody retrained; dashed: limit ${story.limit}.</p>
<h2>Retrains</h2>
<table>
<thead><tr><th>#</th><th>when</th><th>kind</th><th>why</th><th>trials</th><th>champion → challenger<br>on held-out days</th><th>outcome</th><th>live before → after</th><th>time</th></tr></thead>
<tbody>
${story.retrains.map((retrain) => tableRow(story, retrain)).join('\n')}
</tbody>
</table>
<footer>Every number on this page was measured: the models were trained, the days were predicted, the monitor ran on a
Temporal server. Data: NOAA, Offutt Air Force Base (public record).</footer>`,
    data: story,
    script: pageScript,
  });
}

// --- internal ---

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
  return `<tr>${cells.map((cell, i) => `<td${tight.has(i) ? ' class="tight"' : ''}>${cell}</td>`).join('')}</tr>`;
}

function yearOf(at: number | undefined): string {
  return at === undefined ? '?' : String(new Date(at).getUTCFullYear());
}
