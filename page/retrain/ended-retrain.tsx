import type { ComponentChildren, VNode } from 'preact';
import { DecisionEntry } from '../decisions/decision-entry.tsx';
import { ended } from '../parts/sentence.tsx';
import { EvidenceTable } from '../decisions/evidence-table.tsx';
import { moment, span } from '../parts/words.ts';
import { outcomeClause, outcomeWords } from '../../src/core/outcome/outcome-words.ts';
import { GateLines } from '../approval/gate-lines.tsx';
import { MetricFigures } from '../versions/metric-figures.tsx';
import { Link } from '../app/link.tsx';
import { place } from '../app/route.ts';
import { VerdictButtons } from '../decisions/verdict-buttons.tsx';
import { Reasons } from '../decisions/reasons.tsx';
import type { RetrainRecord } from '../api/types.ts';

/** What is known of a retrain: why, from what, how it ended, and what people say of it. */
export function EndedRetrain({ record, reload }: { record: RetrainRecord; reload: () => void }): VNode {
  const { model, generation, status, reasons, evidence, checks, decisions, verdict, error, metrics } = record;
  const isOver = status !== null && status !== 'running';
  return (
    <>
      <section class="sheet" aria-labelledby="record">
        <div class="model-head">
          <h2 id="record">{isOver ? headingOf(status) : 'Why'}</h2>
          <span class="grow" />
          {isOver && (
            <>
              <span class="soft">Was it right to retrain?</span>
              <VerdictButtons
                model={model}
                target={`retrain/${generation}`}
                about={`Retrain ${generation}`}
                words={['Yes', 'No']}
                verdict={verdict}
                done={reload}
              />
            </>
          )}
        </div>
        <p class="soft">{story(record)}</p>
        {error !== null && <p class="trouble">{ended(error)}</p>}
        <Reasons of={reasons} />
        {evidence.length > 0 && <EvidenceTable evidence={evidence} />}
        {record.version !== null && (
          <p>
            It made version <Link href={place.model(model, 'versions')}>{record.version}</Link>
            {record.previousVersion !== null && `, in place of ${record.previousVersion}`}.
          </p>
        )}
        {metrics && <MetricFigures metrics={metrics} />}
        {checks.length > 0 && <GateLines lines={checks} />}
      </section>
      {decisions.length > 0 && (
        <section aria-labelledby="retrain-decisions">
          <h2 id="retrain-decisions">In the ledger</h2>
          <ol class="ledger">
            {decisions.map((decision, i) => (
              <DecisionEntry key={decisions.length - i} decision={decision} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

// --- internal ---

function headingOf(status: string): string {
  const isOfVersion = ['awaiting-approval', 'in-shadow', 'rolled-back'].includes(status);
  return isOfVersion ? `Its version ${outcomeClause(status)}` : `It ended: ${outcomeWords(status)}`;
}

function story({ kind, startedAt, finishedAt, trials, policyRevision, dataUntil }: RetrainRecord): ComponentChildren {
  const parts = [
    kind === null ? 'A retrain' : `A ${kind} retrain`,
    startedAt === null ? '' : `started ${moment(startedAt)}`,
    startedAt === null || finishedAt === null ? '' : `${span(finishedAt - startedAt)} long`,
    trials ? `${trials} trials` : '',
    dataUntil === null ? '' : `with data up to ${moment(dataUntil)}`,
    policyRevision === null ? '' : `under policy revision ${policyRevision}`,
  ];
  return ended(parts.filter(Boolean).join(', '));
}
