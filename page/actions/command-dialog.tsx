import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem, type Problem } from '../api/problem.ts';
import { CommentField } from '../parts/comment-field.tsx';
import { commands, type CommandName, type Given } from './commands.ts';
import { useForesight } from './foresight.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { ended } from '../parts/sentence.tsx';
import { RetrainChoices } from './retrain-choices.tsx';
import { say } from '../parts/said.tsx';
import type { Foresight, MonitorView } from '../api/types.ts';

export interface CommandDialogProps {
  command: CommandName;
  view: MonitorView;
  given?: Partial<Given>;
  close: () => void;
  /** After it was carried out. */
  done: () => void;
}

/** Says what a command will do, takes the reason for it, and carries it out. */
export function CommandDialog({ command, view, given: chosen, close, done }: CommandDialogProps): VNode {
  const look = commands[command];
  const given = useSignal<Given>({ comment: '', ...chosen });
  const problem = useSignal<Problem | undefined>(undefined);
  const isBusy = useSignal(false);
  const change = (changes: Partial<Given>): void => void (given.value = { ...given.value, ...changes });
  const foreseen = useForesight(view.model, foresightOf(command, given.value));
  const verb = look.text.replace(/ …$/, '');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    isBusy.value = true;
    problem.value = undefined;
    try {
      await look.run(view.model, given.value);
      say(look.done(view, given.value));
      close();
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      isBusy.value = false;
      done();
    }
  };
  return (
    <Dialog title={`${verb}: ${view.model}`} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        {command === 'retrain' && <RetrainChoices given={given.value} change={change} holds={view.holds.length > 0} />}
        <p class="will" aria-live="polite">
          {look.will(view, given.value)}
          {foreseen && (
            <strong class="foreseen">
              {ended(foreseen.isAllowed ? `Now: ${foreseen.text}` : `It would be refused: ${foreseen.text}`)}
            </strong>
          )}
        </p>
        <CommentField id="comment" rows={2} value={given.value.comment} change={(comment) => change({ comment })} />
        {problem.value && <ProblemNotice problem={problem.value} />}
        <div class="buttons">
          <button type="submit" class={look.isDangerous ? 'danger' : 'primary'} disabled={isBusy.value}>
            {isBusy.value ? `${verb}: under way …` : verb}
          </button>
          <button type="button" onClick={close}>
            Leave it
          </button>
        </div>
      </form>
    </Dialog>
  );
}

// --- internal ---

/** What the monitor calls it where it says what it would do. */
function foresightOf(command: CommandName, { severity }: Given): Foresight['command'] | undefined {
  if (command === 'retrain') return severity === 'full' ? 'rebuild' : 'retrain';
  return command === 'adopt' || command === 'kill' || command === 'unkill' ? undefined : command;
}
