import { holdText } from '../../src/core/launch/hold-words.ts';
import { mayReplace } from '../../src/core/candidate/may-replace.ts';
import type { MonitorView } from '../api/types.ts';

/** What the dialog of a retrain says will happen. */
export function retrainWords(
  { inFlight, holds, champion, escalated, approval, shadow, probation }: MonitorView,
  { severity = 'soft', respectHolds }: RetrainGiven
): string {
  const kind =
    severity === 'full' || escalated
      ? 'A model is trained from scratch, on all data that the policy gives it.'
      : 'Training continues from the champion, on the newest data.';
  const isUnsettled = inFlight ?? (respectHolds ? (approval ?? shadow ?? probation) : null);
  const unless = isUnsettled ? ', unless a version is promoted before that' : '';
  const isFull = severity === 'soft' && escalated ? ` It is a full one, as an earlier candidate failed${unless}.` : '';
  const held = holds.filter(({ by }) => by !== 'in-flight').map(({ by }) => holdText(by));
  const when = inFlight
    ? `It starts when retrain ${inFlight.generation} has ended.`
    : held.length === 0
      ? 'It starts at once.'
      : respectHolds
        ? `It waits for ${held.join(', ')}.`
        : `It does not wait for ${held.join(', ')}, as far as a person may pass over that.`;
  const replaces = mayReplace({ approval, shadow });
  const more = replaces === undefined ? '' : ` ${replaces}.`;
  return `${kind}${isFull} ${when} It serves only if it passes the gate against ${champion ?? 'the rules'}, and then as the policy says.${more}`;
}

// --- internal ---

interface RetrainGiven {
  severity?: 'soft' | 'full';
  respectHolds?: boolean;
}
