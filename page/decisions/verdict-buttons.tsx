import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { coded } from '../parts/sentence.tsx';
import { may } from '../app/who.ts';
import { post } from '../api/api.ts';
import { say } from '../parts/said.tsx';

export interface VerdictButtonsProps {
  model: string;
  /** `retrain/3`, or the id of an alarm. */
  target: string;
  /** What it is about, for those who do not see where the buttons stand. */
  about: string;
  /** On the buttons. @default True and False */
  words?: readonly [right: string, wrong: string];
  verdict: { isTrue: boolean; actor: string; comment: string } | null | undefined;
  done: () => void;
}

/** Whether an alarm or a retrain was right: `calibrate` learns from it. */
export function VerdictButtons({
  model,
  target,
  about,
  words = ['True', 'False'],
  verdict,
  done,
}: VerdictButtonsProps): VNode {
  const problem = useSignal<Problem | undefined>(undefined);
  const isBusy = useSignal(false);
  const mark = async (isTrue: boolean): Promise<void> => {
    isBusy.value = true;
    problem.value = undefined;
    try {
      await post('/v1/models/{model}/marks', { path: { model }, body: { target, isTrue } });
      say(`${about} is marked ${isTrue ? 'true' : 'false'}`);
      done();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <span class="verdict-buttons">
      {[true, false].map((isTrue) => (
        <button
          key={String(isTrue)}
          type="button"
          aria-pressed={verdict?.isTrue === isTrue}
          aria-label={`${isTrue ? words[0] : words[1]}. ${about}: mark it ${isTrue ? 'true' : 'false'}`}
          title={isTrue ? 'There was something to be found' : 'There was nothing to be found'}
          disabled={isBusy.value || !may('operator')}
          onClick={() => void mark(isTrue)}
        >
          {isTrue ? words[0] : words[1]}
        </button>
      ))}
      {verdict && <span class="soft">by {verdict.actor}</span>}
      {problem.value && (
        <span class="trouble" role="alert">
          {coded(problem.value.message)}
        </span>
      )}
    </span>
  );
}
