import type { VNode } from 'preact';
import { ended } from '../parts/sentence.tsx';
import { EvidenceTable } from './evidence-table.tsx';
import { HoldList } from '../model/hold-list.tsx';
import { lookOfDecision } from './decision-looks.ts';
import { Link } from '../app/link.tsx';
import { Mark } from '../parts/status-badge.tsx';
import { place } from '../app/route.ts';
import { Time } from '../parts/time.tsx';
import { useModel } from '../model/model-data.ts';
import { Reasons } from './reasons.tsx';
import type { Decision } from '../api/types.ts';

/** One entry of the ledger. */
export function DecisionEntry({ decision }: { decision: Decision }): VNode {
  const { model } = useModel();
  const { at, reasons, heldBy, evidence, note, generation, severity, policyRevision } = decision;
  const { text, tone, shape } = lookOfDecision(decision);
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
        <Reasons of={reasons} />
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

function Evidence({ evidence }: { evidence: Decision['evidence'] }): VNode {
  return (
    <details>
      <summary>evidence</summary>
      <EvidenceTable evidence={evidence} />
    </details>
  );
}
