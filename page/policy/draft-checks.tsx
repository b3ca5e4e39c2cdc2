import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { CommentField } from '../parts/comment-field.tsx';
import { counted } from '../parts/words.ts';
import { may } from '../app/who.ts';
import { Preview } from './preview.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { say } from '../parts/said.tsx';
import type { Draft } from './draft.ts';

/** What a draft would change, and the way to make it the policy. */
export function DraftChecks({ draft, saved }: { draft: Draft; saved: () => void }): VNode {
  const comment = useSignal('');
  const refused = useSignal<Problem | undefined>(undefined);
  const isBusy = useSignal(false);
  const days = useSignal(90);
  const changes = draft.changes.value?.differences;
  const anew = draft.changes.value?.anew ?? [];
  const problem = draft.problem.value;
  const save = async (): Promise<void> => {
    isBusy.value = true;
    refused.value = undefined;
    try {
      await draft.save(comment.value);
      say(`The policy of ${draft.model} is changed`);
      saved();
    } catch (error) {
      refused.value = asProblem(error);
    } finally {
      isBusy.value = false;
    }
  };
  const canSave = may('approver') && changes !== undefined && changes.length > 0 && !isBusy.value;
  return (
    <section class="sheet" aria-labelledby="changes">
      <h2 id="changes">What would change</h2>
      <div id="draft-checks" aria-live="polite">
        {problem ? (
          <ProblemNotice problem={problem} />
        ) : changes === undefined ? (
          <p class="soft">Looking …</p>
        ) : changes.length === 0 ? (
          <p class="soft">{draft.isChanged ? 'Nothing: it means the same.' : 'Nothing yet.'}</p>
        ) : (
          <>
            <p class="soft">{counted(changes.length, 'change')}. Unchanged detectors keep what they have learned.</p>
            {anew.length > 0 && <p>Learn again, from nothing: {anew.join(', ')}.</p>}
            <ul class="changes code">
              {changes.map(({ field, text }) => (
                <li key={field} title={text}>
                  {text}
                </li>
              ))}
            </ul>
            <h3>Played over its past</h3>
            <Preview draft={draft} days={days.value} text={draft.text.value} />
            <label class="days">
              <span class="soft">Days</span>
              <select value={String(days.value)} onChange={(event) => (days.value = Number(event.currentTarget.value))}>
                {[30, 90, 365, 3_650].map((one) => (
                  <option key={one} value={String(one)}>
                    {one}
                  </option>
                ))}
              </select>
            </label>
          </>
        )}
      </div>
      {changes !== undefined && changes.length > 0 && (
        <CommentField id="change-why" rows={2} value={comment.value} change={(text) => (comment.value = text)} />
      )}
      {refused.value && <ProblemNotice problem={refused.value} />}
      <div class="buttons">
        <button type="button" class="primary" disabled={!canSave} onClick={() => void save()}>
          Change the policy
        </button>
        {draft.isChanged && (
          <button type="button" onClick={draft.undo}>
            Undo
          </button>
        )}
      </div>
    </section>
  );
}
