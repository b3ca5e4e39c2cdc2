import { escapeHtml, htmlPage } from '../../report/html-page.ts';
import { minuteText, policySection } from './tables.ts';
import { plotScript } from './plot-script.ts';
import { plotsOf } from './plots.ts';
import type { Backtest } from '../backtest.ts';

/** One or two policies on one history as a page: a plot for each stream, the incidents, and their reasons. */
export async function backtestPage(results: readonly (readonly [name: string, result: Backtest])[]): Promise<string> {
  const [[, first]] = results as readonly [readonly [string, Backtest]];
  const isCompared = results.length > 1;
  return htmlPage({
    title: `${first.model}: backtest`,
    body: `<h1>${escapeHtml(first.model)}: what ${isCompared ? 'the policies' : 'the policy'} would have done</h1>
<p class="lead">${minuteText(first.from)} to ${minuteText(first.to)}, ${first.observations} observations (one a metric and time). Simulated: ${escapeHtml(first.rule)}.</p>
<dl class="figures">${results.map(([name, result]) => figures(isCompared ? `${name}: ` : '', result)).join('')}</dl>
<p class="legend">${isCompared ? policyLegend(results.map(([name]) => name)) : oneLegend}
Mean of each span, with its extremes behind it, and limits in the metric's unit as they stand between batches. Fine dots: a version of the history began.</p>
<div id="plots"></div>
${results.map(([name, result]) => policySection(isCompared ? name : 'Incidents', result)).join('\n')}`,
    data: { plots: plotsOf(results), isCompared },
    script: plotScript,
  });
}

// --- internal ---

const marksLegend =
  'A line from top to bottom: the first retrain of an incident; a short one below: a further one; above: a retrain held.';

const oneLegend = `<span class="mark promoted"></span>retrain, promoted <span class="mark rejected"></span>retrain, otherwise. ${marksLegend}`;

function policyLegend(names: readonly string[]): string {
  const keys = names.map(
    (name, i) =>
      `<span class="key ${i === 0 ? 'first' : 'second'}"></span>${escapeHtml(name)}${i === 0 ? ' (solid)' : ' (dashed)'}`
  );
  return `${keys.join(' ')}. ${marksLegend}`;
}

function figures(prefix: string, { cost, incidents }: Backtest): string {
  const figure = (name: string, value: string | number): string =>
    `<div><dt>${escapeHtml(`${prefix}${name}`)}</dt><dd>${value}</dd></div>`;
  return [
    figure('incidents', incidents.length),
    figure('retrains', cost.retrains),
    figure('hours of training', (cost.trainingMs / 3_600_000).toFixed(1)),
    ...(cost.total === null ? [] : [figure('cost', Number(cost.total.toPrecision(12)))]),
  ].join('');
}
