import { useEffect } from 'preact/hooks';
import { useSignal, type Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { Comparison } from './comparison.tsx';
import { Decide } from './decide.tsx';
import { AnotherRegistry, Empty, Loading, ProblemNotice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import { GateLines } from './gate-lines.tsx';
import { get } from '../api/api.ts';
import { Link } from '../app/link.tsx';
import { endOf, Lost, type Attempt } from './lost.tsx';
import { LossInterval } from './loss-interval.tsx';
import { ModelFrame } from '../model/model-frame.tsx';
import { Origin } from './origin.tsx';
import { outcomeWords } from '../../src/core/outcome/outcome-words.ts';
import { place } from '../app/route.ts';
import { Slices } from './slices.tsx';
import { Time } from '../parts/time.tsx';
import { useLive, useModel } from '../model/model-data.ts';
import { WithoutDecision } from './without-decision.tsx';
import { useResource } from '../api/resource.ts';
import type { ApprovalReport, MonitorView } from '../api/types.ts';

/** Champion and challenger side by side, and the decision between them. */
export function ApprovalView({ model }: { model: string }): VNode {
  return (
    <ModelFrame model={model} part="Approve">
      {(view) => <Reading view={view} />}
    </ModelFrame>
  );
}

// --- internal ---

function Reading({ view }: { view: MonitorView }): VNode {
  const { model } = view;
  const reading = useResource(model, (signal) => get('/v1/models/{model}/approval', { path: { model }, signal }));
  useLive(model, ['state'], reading.reload);
  const told = reading.value.value;
  const problem = reading.problem.value;
  const { view: head, explanation } = useModel();
  const attempt = useSignal<Attempt | null>(null);
  // The head has been read before what waits was settled: it must not say anything else than what stands below it.
  useEffect(() => {
    if (told && (told.approval === null) !== (head.value.peek()?.approval === null)) head.reload();
    // Who decided on it stands there.
    if (told?.approval === null) explanation.reload();
  }, [told]);
  return (
    <>
      {problem && <ProblemNotice problem={problem} retry={reading.reload} />}
      <AnotherRegistry warning={told?.warning} />
      {told && <Lost attempt={attempt} waits={told.approval} judged={explanation.value.value?.judged} />}
      {told?.approval ? (
        <Waiting view={view} report={told.approval} attempt={attempt} decided={reading.reload} />
      ) : told ? (
        <Nobody view={view} />
      ) : (
        !problem && <Loading what="what waits" />
      )}
    </>
  );
}

interface WaitingProps {
  view: MonitorView;
  report: ApprovalReport;
  attempt: Signal<Attempt | null>;
  decided: () => void;
}

function Waiting({ view, report, attempt, decided }: WaitingProps): VNode {
  const { model } = view;
  const { text, since, checks, loss, slices, generation } = report;
  return (
    <>
      <p class="lead">
        {ended(text)} It has waited since <Time at={since} exact />.
        <WithoutDecision view={view} by={report} />
      </p>
      <div class="columns approval">
        <div>
          <section class="sheet" aria-labelledby="comparison">
            <h2 id="comparison">On the same held-out data</h2>
            <Comparison report={report} />
          </section>
          {loss && (
            <section class="sheet" aria-labelledby="loss">
              <h2 id="loss">Loss, row by row</h2>
              <LossInterval loss={loss} />
            </section>
          )}
          {slices.length > 0 && (
            <section class="sheet" aria-labelledby="slices">
              <h2 id="slices">By slice</h2>
              <Slices slices={slices} />
            </section>
          )}
          <section class="sheet" aria-labelledby="gate">
            <h2 id="gate">The gate</h2>
            <GateLines lines={checks} />
          </section>
          <Origin report={report} />
        </div>
        <div class="beside">
          <Decide model={model} report={report} attempt={attempt} done={decided} />
          <p class="soft">
            <Link href={place.retrain(model, String(generation))}>Retrain {generation}</Link> made it.{' '}
            <Link href={place.model(model)}>See the metrics</Link> that asked for it.
          </p>
        </div>
      </div>
    </>
  );
}

function Nobody({ view }: { view: MonitorView }): VNode {
  const { explanation } = useModel();
  const { lastRetrain, model } = view;
  const by = endOf(lastRetrain?.version ?? null, null, explanation.value.value?.judged);
  // A head that was read before the decision says that it waits.
  const isKnown = lastRetrain && lastRetrain.outcome !== 'awaiting-approval';
  return (
    <Empty>
      Nothing waits for approval.{' '}
      {isKnown ? ended(`Retrain ${lastRetrain.generation}: ${outcomeWords(lastRetrain.outcome)}`) : ''}{' '}
      {by && <>{ended(by)} </>}
      <Link href={place.model(model, 'versions')}>See its versions</Link>
    </Empty>
  );
}
