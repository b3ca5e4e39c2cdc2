import type { VNode } from 'preact';
import { DecisionEntry } from '../decisions/decision-entry.tsx';
import { useModel } from '../model/model-data.ts';

/** What the ledger says of one retrain. */
export function RetrainDecisions({ generation }: { generation: number }): VNode | null {
  const decisions = useModel().explanation.value.value?.decisions.filter((one) => one.generation === generation) ?? [];
  if (decisions.length === 0) return null;
  return (
    <section aria-labelledby="retrain-decisions">
      <h2 id="retrain-decisions">In the ledger</h2>
      <ol class="ledger">
        {decisions.map((decision, i) => (
          <DecisionEntry key={decisions.length - i} decision={decision} />
        ))}
      </ol>
    </section>
  );
}
