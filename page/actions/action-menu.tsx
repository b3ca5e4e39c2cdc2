import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { CommandDialog } from './command-dialog.tsx';
import { commands, type CommandName } from './commands.ts';
import { may } from '../app/who.ts';
import { useModel } from '../model/model-data.ts';
import type { MonitorView } from '../api/types.ts';

/** What can be done with a monitor now. */
export function ActionMenu({ view }: { view: MonitorView }): VNode {
  const { view: reading, explanation } = useModel();
  const root = useRef<HTMLDivElement>(null);
  const isOpen = useSignal(false);
  const chosen = useSignal<CommandName | undefined>(undefined);
  useEffect(() => closeFromElsewhere(root, () => (isOpen.value = false)), []);
  const list = (Object.keys(commands) as CommandName[]).filter((name) => name !== 'adopt' && commands[name].fits(view));
  const choose = (name: CommandName): void => {
    isOpen.value = false;
    chosen.value = name;
  };
  return (
    <div class="popup" ref={root}>
      <button
        type="button"
        aria-haspopup="true"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        Actions <span aria-hidden="true">▾</span>
      </button>
      {isOpen.value && (
        <div class="popup-list" role="group" aria-label="Actions">
          {list.map((name) => {
            const { text, role } = commands[name];
            return (
              <button
                key={name}
                type="button"
                disabled={!may(role)}
                title={may(role) ? undefined : `For the role ${role}`}
                onClick={() => choose(name)}
              >
                {text}
              </button>
            );
          })}
        </div>
      )}
      {chosen.value && (
        <CommandDialog
          command={chosen.value}
          view={view}
          close={() => (chosen.value = undefined)}
          done={() => {
            reading.reload();
            explanation.reload();
          }}
        />
      )}
    </div>
  );
}

// --- internal ---

/** A click beside it, or escape, closes it. */
function closeFromElsewhere(root: { current: HTMLElement | null }, close: () => void): () => void {
  const onPointer = (event: Event): void => {
    if (!root.current?.contains(event.target as Node)) close();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !root.current?.querySelector('.popup-list')) return;
    event.preventDefault();
    close();
    root.current.querySelector('button')?.focus();
  };
  addEventListener('pointerdown', onPointer);
  addEventListener('keydown', onKey, { capture: true });
  return () => {
    removeEventListener('pointerdown', onPointer);
    removeEventListener('keydown', onKey, { capture: true });
  };
}
