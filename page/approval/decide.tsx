import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem } from '../api/problem.ts';
import { CommentField } from '../parts/comment-field.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import { may } from '../app/who.ts';
import { post } from '../api/api.ts';
import { say } from '../parts/said.tsx';
import { Time } from '../parts/time.tsx';
import { useModel } from '../model/model-data.ts';
import { useForesight } from '../actions/foresight.ts';
import type { ApprovalReport } from '../api/types.ts';
import type { Attempt } from './lost.tsx';

export interface DecideProps {
  model: string;
  report: ApprovalReport;
  /** What is written and tried here. */
  attempt: Signal<Attempt | null>;
  /** After a try, whatever came of it. */
  done: () => void;
}

/** Approve or reject, with what was looked at: another version that waits by then is not decided on. */
export function Decide({ model, report, attempt, done }: DecideProps): VNode {
  const { version, against, decided } = report;
  const { view } = useModel();
  const ifApproved = useForesight(model, 'approve')?.text ?? `${version} serves in place of ${against ?? 'none'}`;
  const ifRejected = useForesight(model, 'reject')?.text ?? `${against ?? 'Nothing'} goes on serving`;
  // What is looked at, and no other champion that serves by then.
  const champion = view.value.value?.champion ?? null;
  const own = attempt.value?.version === version ? attempt.value : { version, comment: '', isBusy: false };
  const { comment, problem, isBusy } = own;
  const decide = async (verb: 'approve' | 'reject'): Promise<void> => {
    const text = comment.trim();
    attempt.value = { version, comment, isBusy: true };
    try {
      const place = verb === 'approve' && champion !== null ? { inPlaceOf: champion } : {};
      const body = { version, ...place, ...(text === '' ? {} : { comment: text }) };
      await post(`/v1/models/{model}/${verb}`, { path: { model }, body });
      say(
        verb === 'approve' ? `${version} is approved: it becomes the champion of ${model}` : `${version} is rejected`
      );
      attempt.value = null;
    } catch (error) {
      attempt.value = { version, comment, problem: asProblem(error), isBusy: false };
    } finally {
      view.reload();
      done();
    }
  };
  const write = (text: string): void => void (attempt.value = { ...own, comment: text });
  const isAllowed = may('approver');
  if (decided)
    return (
      <section class="sheet" aria-labelledby="decide">
        <h2 id="decide">Decided</h2>
        <p>
          {decided.actor} approved it <Time at={decided.at} />
          {decided.comment === '' ? '.' : <>: {ended(decided.comment)}</>} It is being made the champion.
        </p>
      </section>
    );
  return (
    <section class="sheet" aria-labelledby="decide">
      <h2 id="decide">Your decision</h2>
      <p>
        <strong>If you approve:</strong> {ended(ifApproved)}
      </p>
      <p>
        <strong>If you reject:</strong> {ended(ifRejected)}
      </p>
      <CommentField id="why" rows={3} value={comment} change={write} />
      {problem && <ProblemNotice problem={problem} />}
      {!isAllowed && <p class="soft">Your role may look, but not decide: that takes an approver.</p>}
      <div class="buttons">
        <button type="button" class="primary" disabled={isBusy || !isAllowed} onClick={() => void decide('approve')}>
          Approve {version}
          {champion !== null && champion !== against && ` in place of ${champion}`}
        </button>
        <button type="button" class="danger" disabled={isBusy || !isAllowed} onClick={() => void decide('reject')}>
          Reject
        </button>
      </div>
    </section>
  );
}
