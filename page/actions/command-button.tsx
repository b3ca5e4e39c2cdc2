import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { CommandDialog } from './command-dialog.tsx';
import { commands, type CommandName, type Given } from './commands.ts';
import { may } from '../app/who.ts';
import { useModel } from '../model/model-data.ts';
import type { MonitorView } from '../api/types.ts';

export interface CommandButtonProps {
  command: CommandName;
  view: MonitorView;
  text?: string;
  given?: Partial<Given>;
  class?: string;
}

/** A command as a button of its own. */
export function CommandButton({ command, view, text, given, class: name }: CommandButtonProps): VNode {
  const { view: reading, explanation } = useModel();
  const isOpen = useSignal(false);
  const { role, text: usual } = commands[command];
  const reload = (): void => {
    reading.reload();
    explanation.reload();
  };
  return (
    <>
      <button
        type="button"
        class={name}
        disabled={!may(role)}
        title={may(role) ? undefined : `For the role ${role}`}
        onClick={() => (isOpen.value = true)}
      >
        {text ?? usual}
      </button>
      {isOpen.value && (
        <CommandDialog
          command={command}
          view={view}
          {...(given ? { given } : {})}
          close={() => (isOpen.value = false)}
          done={reload}
        />
      )}
    </>
  );
}
