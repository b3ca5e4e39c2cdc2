import type { MonitorView } from '../../../core/wire/answers.ts';
import { gateTexts } from './challenger.ts';
import { inPlaceOf } from './in-place-of.ts';
import { printable } from '../../terminal/table.ts';
import type { FormatOptions } from '../view.ts';

/** Whether a retrain brought what was hoped for. */
export function isGoodEnd({ lastRetrain }: MonitorView): boolean {
  return lastRetrain?.status === 'promoted' || lastRetrain?.status === 'awaiting-approval';
}

/** How the newest retrain ended, and what its gate said. */
export function endOfRetrain(view: MonitorView, options: Pick<FormatOptions, 'style' | 'width'>): string {
  const { lastRetrain, triggers } = view;
  if (!lastRetrain) return 'The monitor was stopped before a retrain ended.';
  const { generation, kind, gate = [] } = lastRetrain;
  const what = `The ${kind} retrain (generation ${generation}) ${outcomeText(view)}`;
  const again = triggers.some(({ code }) => code === 'manual') ? ['What was asked for goes on waiting.'] : [];
  return [printable(what), ...gateTexts(gate, options), ...again].join('\n');
}

// --- internal ---

function outcomeText({ lastRetrain, shadow, model, probation }: MonitorView): string {
  const { status, version, note } = lastRetrain ?? { status: '', version: null, note: null };
  const why = note ? `: ${note}` : '.';
  switch (status) {
    case 'promoted':
      return `promoted version ${version}${inPlaceOf(probation?.version === version ? probation?.against : null)}.`;
    case 'awaiting-approval':
      return shadow?.version === version
        ? `made version ${version}, which is scored in shadow now.`
        : `made version ${version}, which waits for approval: \`temporal-retrain monitor approve ${model}\``;
    case 'rejected':
      return `made no version: its gate rejected what it trained${why}`;
    case 'failed':
      return `failed${why}`;
    case 'cancelled':
      return note?.startsWith('by ') ? `was cancelled ${note}` : `was cancelled${why}`;
    default:
      return `ended as ${status}${why}`;
  }
}
