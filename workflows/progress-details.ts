import type { RetrainProgress } from '../src/core/wire/answers.ts';
import { digits, escapeMarkdown, tableRow } from './markdown.ts';
import type { GateReport } from '../src/core/state/lineage.ts';
import type { RetrainRequest } from '../src/core/state/retrain.ts';

/** A retrain as markdown for the Temporal UI: why, where it is, the trials, the gate. */
export function progressDetails(request: RetrainRequest, progress: RetrainProgress, gate?: GateReport): string {
  const lines = [
    `**${request.kind} retrain ${request.generation}** of ${escapeMarkdown(request.model)}: **${progress.stage}**`,
    '',
    ...request.reasons.slice(0, 20).map(({ text }) => `- ${escapeMarkdown(text)}`),
  ];
  if (progress.trials.length > 0) {
    lines.push('', '| trial | state | value | hyper-parameters |', '|---|---|---|---|');
    for (const { number, state, value, params } of progress.trials.slice(-30))
      lines.push(tableRow([`${number}`, state, value === null ? '' : digits(value), JSON.stringify(params)]));
  }
  if (gate) {
    lines.push('', `gate **${gate.passed ? 'passed' : 'failed'}**`, '', '| rule | passed | finding |', '|---|---|---|');
    for (const check of gate.checks) lines.push(tableRow([check.rule, check.passed ? 'yes' : 'no', check.text]));
  }
  return lines.join('\n').slice(0, 18_000);
}
