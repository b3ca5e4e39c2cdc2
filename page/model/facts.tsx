import type { ComponentChildren, VNode } from 'preact';
import { counted } from '../parts/words.ts';
import { holdText } from '../../src/core/launch/hold-words.ts';
import { outcomeWords } from '../../src/core/outcome/outcome-words.ts';
import { Link } from '../app/link.tsx';
import { place } from '../app/route.ts';
import { Time } from '../parts/time.tsx';
import type { MonitorView } from '../api/types.ts';

/** The few figures that everybody asks for. */
export function Facts({ view }: { view: MonitorView }): VNode {
  const { model, champion, lastRetrain, next, counts, holds, policyRevision, startedAt, tenant } = view;
  return (
    <dl class="facts">
      <Fact name="Champion">
        {champion === null ? (
          <span class="soft">none yet</span>
        ) : (
          <Link href={place.model(model, 'versions')}>{champion}</Link>
        )}
      </Fact>
      <Fact name="Last retrain">
        {lastRetrain ? (
          <Link href={place.retrain(model, String(lastRetrain.generation))}>
            {outcomeWords(lastRetrain.outcome)}, <Time at={lastRetrain.finishedAt} />
          </Link>
        ) : (
          <span class="soft">none yet</span>
        )}
      </Fact>
      <Fact name="Retrains held by">
        {holds.length === 0 ? <span class="soft">nothing</span> : holds.map(({ by }) => holdText(by)).join(', ')}
      </Fact>
      {next && (
        <Fact name="Next">
          {next.what}, <Time at={next.at} />
        </Fact>
      )}
      <Fact name="Seen">
        {counted(counts.observations, 'observation')}
        <span class="soft">
          {' '}
          since <Time at={startedAt} exact />
        </span>
      </Fact>
      <Fact name="Policy">
        <Link href={place.policy(model)}>revision {policyRevision}</Link>
      </Fact>
      {tenant !== null && <Fact name="Tenant">{tenant}</Fact>}
    </dl>
  );
}

// --- internal ---

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
