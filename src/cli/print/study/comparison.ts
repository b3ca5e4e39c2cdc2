import { costSentence, findingLines, incidentLines, spanOf } from './backtest.ts';
import { timeText } from '../../../terms/time-text.ts';
import { numbered } from '../../../terms/numbered.ts';
import { printable, table, wrap } from '../../terminal/table.ts';
import { outcomeWords } from '../../../core/outcome/outcome-words.ts';
import { reasonText } from '../../../core/state/decision.ts';
import type { Backtest } from '../../../backtest/backtest.ts';
import type { BacktestRetrain } from '../../../backtest/retrains.ts';
import type { Style } from '../../terminal/style.ts';

export interface ComparisonOptions {
  style: Style;
  width: number;
  /** Most launches shown. */
  shown: number;
}

/** Two policies on the same history: when each launches, side by side, with the full reasons below. */
export function formatComparison(
  names: readonly [string, string],
  results: readonly [Backtest, Backtest],
  { style, width, shown }: ComparisonOptions
): string {
  const titles = names.map(printable);
  const launches = results
    .flatMap(({ retrains }, column) => retrains.map((retrain) => ({ column, retrain })))
    .toSorted((a, b) => a.retrain.at - b.retrain.at || a.column - b.column);
  const rows = launches
    .slice(0, shown)
    .map(({ column, retrain }) => [
      timeText(retrain.at),
      ...(column === 0 ? [cell(retrain), ''] : ['', cell(retrain)]),
    ]);
  const reasons = launches
    .slice(0, shown)
    .flatMap(({ column, retrain }) => [
      `${style.bold(`${titles[column]} ${retrain.generation}`)} ${style.dim(timeText(retrain.at))}`,
      ...retrain.reasons.map((reason) => `  ${wrap(printable(reasonText(reason)), width - 2, '    ')}`),
    ]);
  const more = launches.length - rows.length;
  return [
    spanOf(results[0]),
    style.dim(wrap(printable(`Simulated: ${results[0].rule}.`), width)),
    '',
    ...(rows.length === 0
      ? ['Neither policy would have launched a retrain.']
      : [table(['when', ...titles], rows, { width, dim: style.dim }), '', ...reasons]),
    ...(more > 0 ? [style.dim(`and ${more} more (--all shows them)`)] : []),
    '',
    ...results.flatMap((result, i) => [
      `${style.bold(titles[i] ?? '')}: ${costSentence(result)}, ${heldSentence(result)}`,
      ...[...incidentLines(result, width - 2), ...findingLines(result, width - 2)].map((text) => `  ${indented(text)}`),
    ]),
  ].join('\n');
}

// --- internal ---

function cell({ generation, kind, status }: BacktestRetrain): string {
  return `${generation} ${kind}, ${status === null ? 'under way' : outcomeWords(status)}`;
}

/** Broken lines too. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

function heldSentence({ ledger }: Backtest): string {
  const count = (decision: string): number => ledger.filter((entry) => entry.decision === decision).length;
  return `held ${numbered(count('held'), 'time')}, expired ${numbered(count('expired'), 'time')}`;
}
