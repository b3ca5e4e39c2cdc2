import type { VNode } from 'preact';
import { AnotherRegistry, Empty, Loading, ProblemNotice } from '../parts/notice.tsx';
import { get } from '../api/api.ts';
import { Reigns } from './reigns.tsx';
import { useLive, useModel } from '../model/model-data.ts';
import { useResource } from '../api/resource.ts';
import { VersionCard } from './version-card.tsx';

/** Its versions with where they come from and what they showed, and who served when. */
export function VersionsTab(): VNode {
  const { model } = useModel();
  const path = { model };
  const card = useResource(model, (signal) =>
    get('/v1/models/{model}/versions', { path, query: { limit: 50 }, signal })
  );
  const history = useResource(model, (signal) => get('/v1/models/{model}/history', { path, signal }));
  useLive(model, ['state'], card.reload);
  useLive(model, ['state'], history.reload);
  const problem = card.problem.value ?? history.problem.value;
  const told = card.value.value;
  if (!told) return problem ? <ProblemNotice problem={problem} retry={card.reload} /> : <Loading what="its versions" />;
  const reigns = history.value.value?.reigns ?? [];
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <AnotherRegistry warning={told.warning} />
      {told.shown && (
        <ProblemNotice
          problem={
            { title: 'The registry shows another champion', message: `It shows ${told.shown}`, issues: [] } as never
          }
        />
      )}
      <section aria-labelledby="reigns">
        <h2 id="reigns">Who was champion when</h2>
        {reigns.length === 0 ? <Empty>No version has served yet.</Empty> : <Reigns reigns={reigns} />}
      </section>
      <section aria-labelledby="versions">
        <h2 id="versions">Versions</h2>
        {told.versions.length === 0 ? (
          <Empty>The registry has no version of it yet. Ask for a retrain, or register one.</Empty>
        ) : (
          <div class="versions">
            {told.versions.map((version) => (
              <VersionCard key={version.version} version={version} />
            ))}
          </div>
        )}
        {told.more > 0 && <p class="soft">{told.more} older ones are in the registry.</p>}
      </section>
    </>
  );
}
