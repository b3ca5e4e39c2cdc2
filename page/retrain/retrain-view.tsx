import type { VNode } from 'preact';
import { Empty, Loading, ProblemNotice } from '../parts/notice.tsx';
import { EndedRetrain } from './ended-retrain.tsx';
import { get } from '../api/api.ts';
import { ModelFrame } from '../model/model-frame.tsx';
import { RunningRetrain } from './running-retrain.tsx';
import { useLive } from '../model/model-data.ts';
import { useResource } from '../api/resource.ts';
import type { MonitorView } from '../api/types.ts';

/** One retrain by its number: while it runs, and what became of it. */
export function RetrainView({ model, id }: { model: string; id: string }): VNode {
  const generation = Number(id.split('/').at(-1));
  return (
    <ModelFrame model={model} part={`Retrain ${id} of`}>
      {(view) =>
        Number.isInteger(generation) && generation > 0 ? (
          <Retrain view={view} generation={generation} />
        ) : (
          <Empty>The address names no retrain: expected a number such as 3.</Empty>
        )
      }
    </ModelFrame>
  );
}

// --- internal ---

function Retrain({ view, generation }: { view: MonitorView; generation: number }): VNode {
  const { model, inFlight } = view;
  const record = useResource(`${model} ${generation}`, (signal) =>
    get('/v1/models/{model}/retrains/{generation}', { path: { model, generation: String(generation) }, signal })
  );
  useLive(model, ['state'], record.reload);
  const told = record.value.value;
  const problem = record.problem.value;
  return (
    <>
      {inFlight?.generation === generation && <RunningRetrain view={view} inFlight={inFlight} />}
      {problem && <ProblemNotice problem={problem} retry={record.reload} />}
      {told ? <EndedRetrain record={told} reload={record.reload} /> : !problem && <Loading what="the retrain" />}
    </>
  );
}
