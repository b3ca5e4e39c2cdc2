import type { VNode } from 'preact';
import { Empty } from '../parts/notice.tsx';
import { GateLines } from '../approval/gate-lines.tsx';
import { ModelFrame } from '../model/model-frame.tsx';
import { RunningRetrain } from './running-retrain.tsx';
import { RetrainDecisions } from './retrain-decisions.tsx';
import { Time } from '../parts/time.tsx';
import { span } from '../parts/words.ts';
import type { MonitorView } from '../api/types.ts';

/** One retrain by its generation: while it runs, and what became of it. */
export function RetrainView({ model, id }: { model: string; id: string }): VNode {
  const generation = Number(id.split('/').at(-1));
  return (
    <ModelFrame model={model} part={`Retrain ${generation} of`}>
      {(view) => (
        <>
          {view.inFlight?.generation === generation ? (
            <RunningRetrain view={view} inFlight={view.inFlight} />
          ) : (
            <Ended view={view} generation={generation} />
          )}
          <RetrainDecisions generation={generation} />
        </>
      )}
    </ModelFrame>
  );
}

// --- internal ---

function Ended({ view, generation }: { view: MonitorView; generation: number }): VNode {
  const last = view.lastRetrain;
  if (!Number.isInteger(generation) || generation < 1 || generation > view.generation)
    return <Empty>There was no such retrain: the newest is {view.generation}.</Empty>;
  if (last?.generation !== generation)
    return <p class="soft">It has ended. What the ledger still has of it stands below; its version keeps its gate.</p>;
  return (
    <section class="sheet" aria-labelledby="ended">
      <h2 id="ended">{last.outcome}</h2>
      <p>
        A {last.kind} retrain, <Time at={last.startedAt} exact />, {span(last.finishedAt - last.startedAt)} long
        {last.version !== null && `; it made version ${last.version}`}.
      </p>
      {last.note && <p>{last.note}</p>}
      {last.gate && <GateLines lines={last.gate} />}
    </section>
  );
}
