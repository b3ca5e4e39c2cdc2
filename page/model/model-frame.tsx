import type { ComponentChildren, VNode } from 'preact';
import { ActionMenu } from '../actions/action-menu.tsx';
import { Link } from '../app/link.tsx';
import { Loading, ProblemNotice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import { ModelDataProvider, useModelData } from './model-data.ts';
import { place } from '../app/route.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import type { MonitorView } from '../api/types.ts';

export interface ModelFrameProps {
  model: string;
  /** The part of it that is shown, after its name. */
  part?: string;
  children: (view: MonitorView) => ComponentChildren;
}

/** The head of everything that is about one monitor. */
export function ModelFrame({ model, part, children }: ModelFrameProps): VNode {
  const data = useModelData(model);
  const view = data.view.value.value;
  const problem = data.view.problem.value;
  return (
    <ModelDataProvider value={data}>
      <div class="model">
        <nav class="crumbs" aria-label="Where you are">
          <Link href={place.fleet}>Monitors</Link>
          {part && (
            <>
              <span aria-hidden="true"> / </span>
              <Link href={place.model(model)}>{model}</Link>
            </>
          )}
        </nav>
        <div class="model-head">
          <h1>{part ? `${part} ${model}` : model}</h1>
          {view && <StatusBadge state={view.status} />}
          {view && <ActionMenu view={view} />}
        </div>
        {view && !part && <p class="lead">{ended(view.summary)}</p>}
        {problem && <ProblemNotice problem={problem} retry={data.view.reload} />}
        {view ? children(view) : !problem && <Loading what={model} />}
      </div>
    </ModelDataProvider>
  );
}
