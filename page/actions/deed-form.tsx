import { useSignal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { CommentField } from '../parts/comment-field.tsx';
import { ProblemNotice } from '../parts/notice.tsx';

export interface DeedFormProps {
  /** Of the field for the reason. */
  commentId: string;
  /** What the button says. */
  verb: string;
  isDangerous: boolean;
  comment: string;
  change: (comment: string) => void;
  /** Carries it out; what it throws is shown. */
  run: () => Promise<void>;
  /** What is wrong before anything is carried out. */
  problem?: Problem | undefined;
  close: () => void;
  /** What is to be chosen, and what it will do. */
  children: ComponentChildren;
}

/** In a dialog: takes the reason for what is to be done, does it once at a time, and shows why it could not be done. */
export function DeedForm(props: DeedFormProps): VNode {
  const { commentId, verb, isDangerous, comment, change, run, problem, close, children } = props;
  const failure = useSignal<Problem | undefined>(undefined);
  const isBusy = useSignal(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    isBusy.value = true;
    failure.value = undefined;
    try {
      await run();
    } catch (error) {
      failure.value = asProblem(error);
    } finally {
      isBusy.value = false;
    }
  };
  const trouble = failure.value ?? problem;
  return (
    <form onSubmit={(event) => void submit(event)}>
      {children}
      <CommentField id={commentId} rows={2} value={comment} change={change} />
      {trouble && <ProblemNotice problem={trouble} />}
      <div class="buttons">
        <button type="submit" class={isDangerous ? 'danger' : 'primary'} disabled={isBusy.value}>
          {isBusy.value ? `${verb}: under way …` : verb}
        </button>
        <button type="button" onClick={close}>
          Leave it
        </button>
      </div>
    </form>
  );
}
