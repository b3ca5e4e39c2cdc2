import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { commands, type CommandName, type Given } from './commands.ts';
import { useForesight } from './foresight.ts';
import { DeedForm } from './deed-form.tsx';
import { Dialog } from '../parts/dialog.tsx';
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
  const change = (changes: Partial<Given>): void => void (given.value = { ...given.value, ...changes });
  const foreseen = useForesight(view.model, foresightOf(command, given.value));
  const verb = look.text.replace(/ …$/, '');
  const run = async (): Promise<void> => {
    try {
      await look.run(view, given.value);
      say(look.done(view, given.value));
      close();
    } finally {
      done();
    }
  };
  return (
    <Dialog title={`${verb}: ${view.model}`} close={close}>
      <DeedForm
        commentId="comment"
        verb={verb}
        isDangerous={look.isDangerous === true}
        comment={given.value.comment}
        change={(comment) => change({ comment })}
        run={run}
        close={close}
      >
        {command === 'retrain' && <RetrainChoices given={given.value} change={change} holds={view.holds.length > 0} />}
        <p class="will" aria-live="polite">
          {look.will(view, given.value)}
          {foreseen && (
            <strong class="foreseen">
              {ended(foreseen.isAllowed ? `Now: ${foreseen.text}` : `It would be refused: ${foreseen.text}`)}
            </strong>
          )}
        </p>
      </DeedForm>
    </Dialog>
  );
}

// --- internal ---

/** What the monitor calls it where it says what it would do. */
function foresightOf(command: CommandName, { severity }: Given): Foresight['command'] | undefined {
  if (command === 'retrain') return severity === 'full' ? 'rebuild' : 'retrain';
  const isUntold = command === 'adopt' || command === 'kill' || command === 'unkill' || command === 'withdraw';
  return isUntold ? undefined : command;
}
