import { costSentence, spanOf } from './format-backtest.ts';
import { timeText } from '../core/time-text.ts';
import { table } from './table.ts';
import type { Backtest } from '../backtest/backtest.ts';
import type { BacktestRetrain } from '../backtest/retrains.ts';
import type { Style } from './style.ts';

/** Two policies on the same history: their retrains in one order of time, each in the column of its policy. */
export function formatComparison(
  names: readonly [string, string],
  results: readonly [Backtest, Backtest],
  { style, width }: { style: Style; width: number }
): string {
  const rows = results
    .flatMap(({ retrains }, column) => retrains.map((retrain) => ({ column, retrain })))
    .toSorted((a, b) => a.retrain.at - b.retrain.at || a.column - b.column)
    .map(({ column, retrain }) => [
      timeText(retrain.at),
      ...(column === 0 ? [cell(retrain), ''] : ['', cell(retrain)]),
    ]);
  return [
    spanOf(results[0]),
    style.dim(`Simulated: ${results[0].rule}.`),
    '',
    rows.length === 0
      ? 'Neither policy would have launched a retrain.'
      : table(['when', ...names], rows, { width, dim: style.dim }),
    '',
    ...results.map((result, i) => `${style.bold(names[i] ?? '')}: ${costSentence(result)}, ${heldSentence(result)}`),
  ].join('\n');
}

// --- internal ---

function cell({ generation, kind, status, reasons }: BacktestRetrain): string {
  return `${generation} ${kind} ${status ?? 'under way'}: ${reasons.map(({ text }) => text).join('; ')}`;
}

function heldSentence({ ledger }: Backtest): string {
  const count = (decision: string): number => ledger.filter((entry) => entry.decision === decision).length;
  return `held ${count('held')} times, expired ${count('expired')} times`;
}
