import type { VNode } from 'preact';
import { CommandButton } from '../actions/command-button.tsx';
import { Loading, ProblemNotice } from '../parts/notice.tsx';
import { get } from '../api/api.ts';
import { Jobs } from './jobs.tsx';
import { now } from '../parts/now.ts';
import { span } from '../parts/words.ts';
import { Stages } from './stages.tsx';
import { Trials } from './trials.tsx';
import { useLive } from '../model/model-data.ts';
import { useResource } from '../api/resource.ts';
import { Reasons } from '../decisions/reasons.tsx';
import type { MonitorView } from '../api/types.ts';

/** A retrain while it runs. */
export function RunningRetrain({
  view,
  inFlight,
}: {
  view: MonitorView;
  inFlight: NonNullable<MonitorView['inFlight']>;
}): VNode {
  const { model } = view;
  const reading = useResource(model, (signal) => get('/v1/models/{model}/retrain', { path: { model }, signal }));
  useLive(model, ['state', 'progress'], reading.reload);
  const told = reading.value.value;
  const problem = reading.problem.value;
  const progress = told?.progress ?? null;
  return (
    <section class="sheet" aria-labelledby="running">
      <div class="model-head">
        <h2 id="running">
          A {inFlight.kind} retrain, {span(Math.max(0, now.value - inFlight.launchedAt))} so far
        </h2>
        <span class="grow" />
        <CommandButton command="cancel" view={view} text="Cancel …" />
      </div>
      <Reasons of={inFlight.reasons} />
      {problem && <ProblemNotice problem={problem} />}
      {!told && !problem && <Loading what="where it is" />}
      {progress && (
        <>
          <Stages stage={progress.stage} />
          <Jobs jobs={told?.jobs ?? []} />
          <Trials progress={progress} />
        </>
      )}
    </section>
  );
}
