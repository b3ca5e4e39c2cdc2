import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { counted } from '../parts/words.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import { post, type AnswerOf } from '../api/api.ts';
import { PreviewLines } from './preview-lines.tsx';
import type { Draft } from './draft.ts';

type Told = AnswerOf<'/v1/models/{model}/policy/preview', 'post'>;

/** What the draft would have done with the monitor's own past, beside what the policy of now does with it. */
export function Preview({ draft, days, text }: { draft: Draft; days: number; text: string }): VNode | null {
  const told = useSignal<Told | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    told.value = undefined;
    problem.value = undefined;
    draft
      .monitor()
      .then((monitor) =>
        post('/v1/models/{model}/policy/preview', {
          path: { model: draft.model },
          body: { monitor, days },
          signal: abort.signal,
        })
      )
      .then(
        (value) => (told.value = value),
        (error: unknown) => {
          if (!abort.signal.aborted) problem.value = asProblem(error);
        }
      );
    return () => abort.abort();
  }, [draft, text, days]);
  if (problem.value) return <ProblemNotice problem={problem.value} />;
  const seen = told.value;
  if (!seen) return <p class="soft">Playing its past again …</p>;
  return (
    <>
      <p>
        <strong>{ended(seen.text)}</strong>
      </p>
      <p class="soft">
        By {counted(seen.observations, 'observation')} of its own past
        {seen.isCut ? '; there was more than could be played in time' : ''}.
      </p>
      {seen.from !== null && seen.to !== null && (
        <PreviewLines from={seen.from} to={seen.to} current={seen.current} proposed={seen.proposed} />
      )}
      {seen.proposed.findings.length > 0 && (
        <ul>
          {seen.proposed.findings.map((finding) => (
            <li key={finding}>{ended(finding)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
