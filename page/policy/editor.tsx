import { useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { completionAt, type Completion, type Schema } from './completion.ts';

export interface EditorProps {
  text: string;
  change: (text: string) => void;
  schema: Schema | undefined;
  readOnly: boolean;
  /** Ids of what describes it. */
  describedBy: string;
}

/** A field for a monitor file that knows what may stand where. */
export function Editor({ text, change, schema, readOnly, describedBy }: EditorProps): VNode {
  const field = useRef<HTMLTextAreaElement>(null);
  const completion = useSignal<Completion | undefined>(undefined);
  const chosen = useSignal(0);
  const lines = useMemo(() => text.split('\n').length, [text]);
  const look = ({ isAsked }: { isAsked: boolean }): void => {
    const { selectionStart, value } = field.current ?? { selectionStart: 0, value: '' };
    const found = schema && completionAt(schema, value, selectionStart);
    // An empty line is most often to stay one.
    const isWanted = isAsked || found?.isValue || found?.from !== found?.to;
    completion.value = found && isWanted && found.suggestions.length > 0 ? found : undefined;
    chosen.value = 0;
  };
  const take = (index: number): void => {
    const found = completion.value;
    const one = found?.suggestions[index];
    if (!found || !one) return;
    const next = text.slice(0, found.from) + one.text + text.slice(found.to);
    change(next);
    completion.value = undefined;
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(found.from + one.text.length, found.from + one.text.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const found = completion.value;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      look({ isAsked: true });
    } else if (!found) return;
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const count = found.suggestions.length;
      chosen.value = (chosen.value + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault();
      take(chosen.value);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      completion.value = undefined;
    }
  };
  const found = completion.value;
  return (
    <div class="editor">
      <textarea
        ref={field}
        id="monitor-file"
        class="code"
        spellcheck={false}
        autoCapitalize="off"
        autoComplete="off"
        readOnly={readOnly}
        rows={Math.min(Math.max(lines + 1, 14), 36)}
        aria-describedby={describedBy}
        aria-autocomplete="list"
        aria-controls={found ? 'suggestions' : undefined}
        aria-activedescendant={found ? `suggestion-${chosen.value}` : undefined}
        value={text}
        onInput={(event) => {
          change(event.currentTarget.value);
          look({ isAsked: false });
        }}
        onKeyDown={onKeyDown}
        onBlur={() => (completion.value = undefined)}
      />
      {found && (
        <ul id="suggestions" class="suggestions" role="listbox" aria-label="What may stand here">
          {found.suggestions.map(({ label, description }, i) => (
            <li
              key={label}
              id={`suggestion-${i}`}
              role="option"
              aria-selected={i === chosen.value}
              onMouseDown={(event) => {
                event.preventDefault();
                take(i);
              }}
            >
              <span class="code">{label}</span> <span class="soft">{description}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
