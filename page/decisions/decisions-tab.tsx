import type { VNode } from 'preact';
import { counted } from '../parts/words.ts';
import { DecisionEntry } from './decision-entry.tsx';
import { Distances } from './distances.tsx';
import { Empty, Loading, ProblemNotice } from '../parts/notice.tsx';
import { useModel } from '../model/model-data.ts';

/** The ledger: why, why not, with the evidence; and how far everything is from firing. */
export function DecisionsTab(): VNode {
  const { explanation } = useModel();
  const told = explanation.value.value;
  const problem = explanation.problem.value;
  if (!told) return problem ? <ProblemNotice problem={problem} /> : <Loading what="its decisions" />;
  const { decisions, distances, evaluations, withoutConsequence } = told;
  return (
    <div class="columns">
      <section aria-labelledby="ledger">
        <h2 id="ledger">Why, and why not</h2>
        <p class="soft">
          The detectors were evaluated {counted(evaluations, 'time')};{' '}
          {new Intl.NumberFormat('en').format(evaluations - withoutConsequence)} of these led to a decision. Newest
          first.
        </p>
        {decisions.length === 0 ? (
          <Empty>It has had nothing to decide yet.</Empty>
        ) : (
          <ol class="ledger">
            {decisions.map((decision, i) => (
              <DecisionEntry key={decisions.length - i} decision={decision} />
            ))}
          </ol>
        )}
      </section>
      <section aria-labelledby="distances">
        <h2 id="distances">How far from firing</h2>
        <Distances distances={distances} />
      </section>
    </div>
  );
}
