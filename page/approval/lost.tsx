import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import type { Problem } from '../api/problem.ts';
import type { ApprovalReport, Explanation } from '../api/types.ts';

/** What somebody has written and tried of one challenger; it outlives the form that it was done in. */
export interface Attempt {
  /** The challenger that was before them; another one, or none, may wait by now. */
  version: string;
  comment: string;
  /** What the monitor said of the try. */
  problem?: Problem;
  isBusy: boolean;
}

export interface LostProps {
  attempt: Signal<Attempt | null>;
  /** What waits now. */
  waits: ApprovalReport | null;
  judged: Explanation['judged'] | undefined;
}

/** Tells whoever wrote or pressed that somebody else was quicker, and keeps their words, until they have seen it. */
export function Lost({ attempt, waits, judged }: LostProps): VNode | null {
  const { version = '', comment = '', problem, isBusy } = attempt.value ?? {};
  const stillWaits = waits?.version === version && waits.decided === null;
  const text = comment.trim();
  if (attempt.value === null || isBusy || stillWaits || (problem === undefined && text === '')) return null;
  const by = endOf(version, waits, judged);
  return (
    <section aria-label="Your decision was not taken">
      {problem && <ProblemNotice problem={problem} />}
      <Notice tone="warn">
        <p role={problem ? undefined : 'alert'}>
          <strong>Your decision was not taken.</strong> {ended(by ?? `version ${version} no longer waits for approval`)}
        </p>
        {text !== '' && (
          <div class="field">
            <label for="kept">What you wrote, to copy</label>
            <textarea id="kept" rows={3} readOnly value={comment} />
          </div>
        )}
        <button type="button" onClick={() => (attempt.value = null)}>
          Dismiss
        </button>
      </Notice>
    </section>
  );
}

/** Who decided on a version, and what they said; `undefined` where that is not known. */
export function endOf(
  version: string | null,
  waits: ApprovalReport | null,
  judged: Explanation['judged'] | undefined
): string | undefined {
  if (waits?.decided && waits.version === version)
    return `version ${version} was approved by ${waits.decided.actor}${said(waits.decided.comment)}`;
  if (!judged || judged.version !== version) return undefined;
  const { outcome, actor, comment } = judged;
  if (outcome === 'timed-out') return `the time to approve version ${version} ended`;
  if (outcome === 'superseded') return `another version took the place of ${version} (${comment})`;
  return `version ${version} was ${outcome} by ${actor}${said(comment)}`;
}

// --- internal ---

function said(comment: string): string {
  return comment === '' ? '' : `: ${comment}`;
}
