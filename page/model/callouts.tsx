import type { VNode } from 'preact';
import { Notice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import { HoldList } from './hold-list.tsx';
import { Link } from '../app/link.tsx';
import { place } from '../app/route.ts';
import { RetrainLine } from '../retrain/retrain-line.tsx';
import { Time } from '../parts/time.tsx';
import { useModel } from './model-data.ts';
import { WithoutDecision } from '../approval/without-decision.tsx';
import { reasonText } from '../../src/core/state/decision.ts';
import type { MonitorView } from '../api/types.ts';

/** What somebody who looks at a monitor must know first. */
export function Callouts({ view }: { view: MonitorView }): VNode {
  const { model, approval, inFlight, triggers, holds } = view;
  return (
    <>
      {approval && !approval.decided && (
        <div class="notice tone-wait callout">
          <p>
            <strong>Version {approval.version} waits for approval</strong>, since <Time at={approval.since} exact />.
            <WithoutDecision view={view} by={approval} />
          </p>
          <Link class="button primary" href={place.approval(model)}>
            Look at it
          </Link>
        </div>
      )}
      {inFlight && <RetrainLine model={model} inFlight={inFlight} />}
      {triggers.length > 0 && holds.length > 0 && (
        <Notice tone="busy">
          <p>
            <strong>A retrain is wanted and held.</strong>{' '}
            {[...new Set(triggers.flatMap(({ reasons }) => reasons.map(reasonText)))].map((text) => (
              <span key={text}>{ended(text, metricsOf(view))} </span>
            ))}
          </p>
          <HoldList holds={holds} />
        </Notice>
      )}
      <LiveTrials />
      <Troubles />
    </>
  );
}

// --- internal ---

/** How a version does that is scored beside the champion, or has just become it. */
function LiveTrials(): VNode | null {
  const { explanation, view } = useModel();
  const { trials = [] } = explanation.value.value ?? {};
  if (trials.length === 0) return null;
  return (
    <Notice tone="busy">
      {trials.map((text) => (
        <p key={text}>{ended(text, metricsOf(view.value.value))}</p>
      ))}
    </Notice>
  );
}

/** What does not work: the registry, queries, notifiers, calls that fail, values that cannot be. */
function Troubles(): VNode | null {
  const { explanation, view } = useModel();
  const { registry = [], pull = [], notifiers = [], retrying = [], warnings = [] } = explanation.value.value ?? {};
  const lines = [
    ...registry.map((text) => `Registry: ${text}`),
    ...pull.map((text) => `A query fails: ${text}`),
    ...notifiers.map((text) => `A notifier does not answer: ${text}`),
    ...retrying.map((text) => `Tried again: ${text}`),
    ...warnings,
  ];
  if (lines.length === 0) return null;
  return (
    <Notice tone="warn">
      {lines.map((line) => (
        <p key={line}>{ended(line, metricsOf(view.value.value))}</p>
      ))}
    </Notice>
  );
}

function metricsOf(view: MonitorView | undefined): string[] {
  return view?.series.map(({ metric }) => metric) ?? [];
}
