import type { VNode } from 'preact';
import { Empty, Loading, ProblemNotice } from '../parts/notice.tsx';
import { get } from '../api/api.ts';
import { ended } from '../parts/sentence.tsx';
import { lookOfAct } from './act-looks.ts';
import { Mark } from '../parts/status-badge.tsx';
import { Time } from '../parts/time.tsx';
import { useLive, useModel } from '../model/model-data.ts';
import { useResource } from '../api/resource.ts';

/** Who did what, newest first, as the history of the monitor has it. */
export function AuditTab(): VNode {
  const { model } = useModel();
  const reading = useResource(model, (signal) =>
    get('/v1/models/{model}/played', { path: { model }, query: { points: 1 }, signal })
  );
  useLive(model, ['state'], reading.reload, 4_000);
  const told = reading.value.value;
  const problem = reading.problem.value;
  if (!told)
    return problem ? <ProblemNotice problem={problem} retry={reading.reload} /> : <Loading what="who did what" />;
  const acts = told.marks.filter(({ actor, kind }) => actor !== undefined || kind === 'command-failed').toReversed();
  if (acts.length === 0) return <Empty>Nobody has commanded it yet: everything it did, it did by its policy.</Empty>;
  return (
    <section class="sheet" aria-labelledby="audit">
      <h2 id="audit">Who did what</h2>
      <div class="scroll" tabIndex={0} role="group" aria-label="Who did what">
        <table class="data stacks">
          <thead>
            <tr>
              <th>When</th>
              <th>Who</th>
              <th>What</th>
              <th>Said</th>
            </tr>
          </thead>
          <tbody>
            {acts.map((act, i) => {
              const { text, tone, shape, said } = lookOfAct(act, told.decisions);
              return (
                <tr key={`${act.at} ${i}`}>
                  <td data-name="When">
                    <Time at={act.at} exact />
                  </td>
                  <td data-name="Who">{act.actor ?? <span class="soft">the registry</span>}</td>
                  <td data-name="What">
                    <span class={`badge tone-${tone}`}>
                      <Mark shape={shape} />
                      {text}
                    </span>
                  </td>
                  <td class="wide" data-name="Said">
                    <span>{ended(said)}</span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {!told.fromBirth && (
        <p class="soft">What was before is gone from the Temporal server; the audit file of the worker has it.</p>
      )}
    </section>
  );
}
