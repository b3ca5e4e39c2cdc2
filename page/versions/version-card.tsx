import type { VNode } from 'preact';
import { CommandButton } from '../actions/command-button.tsx';
import { figure, moment } from '../parts/words.ts';
import { GateLines } from '../approval/gate-lines.tsx';
import { MetricFigures } from './metric-figures.tsx';
import { Link } from '../app/link.tsx';
import { outcomeWords } from '../../src/core/outcome/outcome-words.ts';
import { place } from '../app/route.ts';
import { Time } from '../parts/time.tsx';
import { useModel } from '../model/model-data.ts';
import type { Version } from '../api/types.ts';

/** One version: from what it came, what it showed, and where its bytes are. */
export function VersionCard({ version: card }: { version: Version }): VNode {
  const { model, view } = useModel();
  const { version, createdAt, aliases, became, lineage, gate, metrics, artifact } = card;
  const state = view.value.value;
  return (
    <article class="sheet version" aria-label={`Version ${version}`}>
      <div class="version-head">
        <h3>{version}</h3>
        {aliases.map((alias) => (
          <span key={alias} class={`alias alias-${alias}`}>
            {alias}
          </span>
        ))}
        {became !== undefined && <span class="soft">{outcomeWords(became)}</span>}
        <span class="soft">
          <Time at={createdAt} exact />
        </span>
        <span class="grow" />
        {aliases.includes('challenger') && state?.approval && !state.approval.decided && (
          <Link class="button" href={place.approval(model)}>
            Look at it
          </Link>
        )}
        {state && aliases.includes('previous') && (
          <CommandButton command="rollback" view={state} text="Roll back to it" />
        )}
        {state && !aliases.includes('champion') && !aliases.includes('challenger') && (
          <CommandButton command="adopt" view={state} text="Adopt" given={{ version }} />
        )}
      </div>
      <p class="soft">
        {lineage.parent === null ? 'The first' : `From ${lineage.parent}`} by{' '}
        {lineage.generation > 0 ? (
          <Link href={place.retrain(model, String(lineage.generation))}>retrain {lineage.generation}</Link>
        ) : (
          'a retrain'
        )}{' '}
        ({lineage.kind}), policy revision {lineage.policyRevision}
        {lineage.reasons.length > 0 && `: ${lineage.reasons.join('; ')}`}
      </p>
      <MetricFigures metrics={metrics} />
      {gate && (
        <details>
          <summary>Gate: {gate.passed ? 'passed' : 'not passed'}</summary>
          <GateLines lines={gate.gate} />
        </details>
      )}
      <details>
        <summary>Data, hyper-parameters, artifact</summary>
        <dl class="pairs">
          {lineage.dataWindow && (
            <div>
              <dt>Data</dt>
              <dd>
                {lineage.dataWindow.samples} samples
                {lineage.dataWindow.from !== null && `, from ${moment(lineage.dataWindow.from)}`}
                {lineage.dataWindow.to !== null && ` to ${moment(lineage.dataWindow.to)}`}
              </dd>
            </div>
          )}
          {Object.entries(lineage.hyperparameters ?? {}).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="code">{typeof value === 'number' ? figure(value) : JSON.stringify(value)}</dd>
            </div>
          ))}
          <div>
            <dt>Artifact</dt>
            <dd class="code">{artifact.uri}</dd>
          </div>
          <div>
            <dt>SHA-256</dt>
            <dd class="code">{artifact.sha256}</dd>
          </div>
        </dl>
      </details>
    </article>
  );
}
