import type { VNode } from 'preact';
import { Comparison } from './comparison.tsx';
import { Decide } from './decide.tsx';
import { Empty, Loading, ProblemNotice, ended } from '../parts/notice.tsx';
import { GateLines } from './gate-lines.tsx';
import { get } from '../api/api.ts';
import { Link } from '../app/link.tsx';
import { ModelFrame } from '../model/model-frame.tsx';
import { Origin } from './origin.tsx';
import { place } from '../app/route.ts';
import { Time } from '../parts/time.tsx';
import { useResource } from '../api/resource.ts';
import type { MonitorView } from '../api/types.ts';

/** Champion and challenger side by side, and the decision between them. */
export function ApprovalView({ model }: { model: string }): VNode {
  return (
    <ModelFrame model={model} part="Approve">
      {(view) => (view.approval ? <Waiting view={view} approval={view.approval} /> : <Nobody view={view} />)}
    </ModelFrame>
  );
}

// --- internal ---

type Approval = NonNullable<MonitorView['approval']>;

function Waiting({ view, approval }: { view: MonitorView; approval: Approval }): VNode {
  const { model, champion } = view;
  const { version, since, timeoutAt, onTimeout, report, decided, generation } = approval;
  const card = useResource(`${model} ${version}`, (signal) =>
    get('/v1/models/{model}/versions', { path: { model }, query: { limit: 50 }, signal })
  );
  const told = card.value.value;
  const problem = card.problem.value;
  const challenger = told?.versions.find((one) => one.version === version);
  const serving = told?.versions.find((one) => one.version === champion) ?? told?.serving ?? null;
  return (
    <>
      <p class="lead">
        Version {version} has passed its gate and waits since <Time at={since} />.
        {timeoutAt !== null && (
          <>
            {' '}
            Without a decision it is {onTimeout === 'reject' ? 'rejected' : 'promoted'} <Time at={timeoutAt} />.
          </>
        )}
      </p>
      {problem && <ProblemNotice problem={problem} retry={card.reload} />}
      <div class="columns approval">
        <div>
          <section class="sheet" aria-labelledby="comparison">
            <h2 id="comparison">On the same held-out data</h2>
            {report ? (
              <Comparison champion={approval.against ?? champion} challenger={version} report={report} />
            ) : (
              <Empty>Its report is with the version, in the registry.</Empty>
            )}
          </section>
          {report && (
            <section class="sheet" aria-labelledby="gate">
              <h2 id="gate">The gate</h2>
              <GateLines lines={report.gate} />
            </section>
          )}
          {told === undefined
            ? !problem && <Loading what="where it comes from" />
            : challenger && <Origin challenger={challenger} champion={serving} />}
        </div>
        <div class="beside">
          <Decide model={model} version={version} champion={champion} decided={decided} />
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
  const { lastRetrain, model } = view;
  return (
    <Empty>
      Nothing waits for approval.{' '}
      {lastRetrain ? ended(`Retrain ${lastRetrain.generation}: ${lastRetrain.outcome}`) : ''}{' '}
      <Link href={place.model(model, 'versions')}>See its versions</Link>
    </Empty>
  );
}
