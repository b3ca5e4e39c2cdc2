import type { MonitorView } from '../../../core/wire/answers.ts';
import { asWritten } from '../../terminal/as-written.ts';
import { gateTexts } from './challenger.ts';
import { inPlaceOf } from './in-place-of.ts';
import { outcomeClause } from '../../../core/outcome/outcome-words.ts';
import { printable, wrapLines } from '../../terminal/table.ts';
import { reasonText } from '../../../core/state/decision.ts';
import type { FormatOptions } from '../view.ts';

/** How a retrain ended, and what has become of its version since. */
export type Ended = NonNullable<MonitorView['lastRetrain']>;

/** Whether a retrain brought what was hoped for. */
export function isGoodEnd(ended: Ended | null): boolean {
  return ended?.status === 'promoted' || ended?.status === 'awaiting-approval';
}

/** How the retrain ended that somebody has waited for, what its gate said, and what follows it. */
export function endOfRetrain(
  given: MonitorView,
  ended: Ended | null,
  options: Pick<FormatOptions, 'style' | 'width'>
): string {
  const view = asWritten(given);
  if (!ended) return printable(withoutEnd(view));
  const { generation, kind, gate = [] } = ended;
  const what = `Retrain ${generation} (${kind}) ${outcomeText(view, ended)}`;
  return [
    wrapLines(what, Number.POSITIVE_INFINITY, '  '),
    ...gateTexts(gate, options),
    ...after(view, ended).map(printable),
  ].join('\n');
}

// --- internal ---

function withoutEnd({ phase, model, inFlight }: MonitorView): string {
  if (phase !== 'stopped')
    return `What was asked for was withdrawn before it began; \`temporal-retrain monitor explain ${model}\` tells by whom.`;
  return `The monitor was stopped before the retrain ended${inFlight ? '; the retrain goes on' : ''}.`;
}

function outcomeText(view: MonitorView, { status, version, note, outcome }: Ended): string {
  const { shadow, approval, model, probation, champion } = view;
  const why = note ? `: ${note}` : '.';
  switch (status) {
    case 'promoted': {
      if (outcome === 'rolled-back')
        return `promoted version ${version}, which was rolled back${champion === null ? '' : `; ${champion} serves since`}.`;
      const since = champion === null || champion === version ? '' : `; ${champion} serves since`;
      return `promoted version ${version}${inPlaceOf(probation?.version === version ? probation?.against : null)}${since}.`;
    }
    case 'awaiting-approval': {
      if (shadow?.version === version) return `made version ${version}, which is scored in shadow now.`;
      if (outcome === 'awaiting-approval')
        return `made version ${version}, which waits for approval: \`temporal-retrain monitor approve ${model}\``;
      if (outcome !== 'superseded') return `made version ${version}, which ${outcomeClause(outcome)}.`;
      const next = [approval?.version, shadow?.version, champion].find((one) => one && one !== version) ?? 'another';
      return `made version ${version}, which waited for approval until ${next} took its place.`;
    }
    case 'superseded':
      if (outcome !== status) return `made version ${version}, which ${outcomeClause(outcome)}.`;
      return `made a version that does not serve${why}`;
    case 'rejected':
      return `made no version: its gate rejected what it trained${why}`;
    case 'failed':
      return `failed${why}`;
    case 'cancelled':
      return note?.startsWith('by ') ? `was cancelled ${asWritten({ note }).note}` : `was cancelled${why}`;
    case 'unknown':
      return 'has ended; neither the server nor the ledger has kept how.';
    default:
      return `ended as ${status}${why}`;
  }
}

/** What is under way or asked for now: another's, or the same again where it could not be trained. */
function after({ inFlight, triggers, approval }: MonitorView, { version }: Ended): string[] {
  const waits = version !== null && approval?.version === version && !approval.decided;
  const replaces = waits ? `; if its version passes its gate, it takes the place of ${version}` : '';
  const next = inFlight
    ? [`Retrain ${inFlight.generation} follows: ${inFlight.reasons.map(reasonText).join('; ')}${replaces}.`]
    : [];
  const asked = triggers.filter(({ code }) => code === 'manual').flatMap(({ reasons }) => reasons.map(reasonText));
  return [...next, ...(asked.length > 0 ? [`What was asked for goes on waiting: ${asked.join('; ')}.`] : [])];
}
