import type { VNode } from 'preact';
import { ended } from '../parts/notice.tsx';
import { EvidenceTable } from './evidence-table.tsx';
import { HoldList } from '../model/hold-list.tsx';
import { Link } from '../app/link.tsx';
import { Mark } from '../parts/status-badge.tsx';
import { place } from '../app/route.ts';
import { Time } from '../parts/time.tsx';
import { useModel } from '../model/model-data.ts';
import type { Shape } from '../parts/states.ts';
import type { Decision } from '../api/types.ts';

/** One entry of the ledger. */
export function DecisionEntry({ decision }: { decision: Decision }): VNode {
  const { model } = useModel();
  const { at, reasons, heldBy, evidence, note, generation, severity, policyRevision } = decision;
  const { text, tone, shape } = looks[decision.decision];
  return (
    <li class={`entry tone-${tone}`}>
      <div class="entry-mark">
        <Mark shape={shape} />
      </div>
      <div class="entry-body">
        <h3>
          {text}
          {severity !== 'none' && decision.decision === 'launched' ? `, ${severity}` : ''}
          <span class="entry-time soft">
            <Time at={at} exact />
          </span>
        </h3>
        {reasons.map((reason) => (
          <p key={reason.text}>{ended(reason.text)}</p>
        ))}
        {note && <p>{ended(note)}</p>}
        {heldBy.length > 0 && <HoldList holds={heldBy} />}
        <div class="entry-foot soft">
          {generation !== null && <Link href={place.retrain(model, String(generation))}>retrain {generation}</Link>}
          <span>policy revision {policyRevision}</span>
          {evidence.length > 0 && <Evidence evidence={evidence} />}
        </div>
      </div>
    </li>
  );
}

// --- internal ---

const looks: Readonly<Record<Decision['decision'], { text: string; tone: string; shape: Shape }>> = {
  launched: { text: 'Retrain started', tone: 'busy', shape: 'arc' },
  held: { text: 'Held', tone: 'warn', shape: 'bars' },
  expired: { text: 'No longer wanted', tone: 'calm', shape: 'ring' },
  settled: { text: 'Settled', tone: 'good', shape: 'circle' },
  rejudged: { text: 'Judged again after late labels', tone: 'calm', shape: 'half' },
  none: { text: 'Nothing to do', tone: 'calm', shape: 'ring' },
};

function Evidence({ evidence }: { evidence: Decision['evidence'] }): VNode {
  return (
    <details>
      <summary>evidence</summary>
      <EvidenceTable evidence={evidence} />
    </details>
  );
}
