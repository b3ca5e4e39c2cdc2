import { signal } from '@preact/signals';

/** Whether the list of keys is shown. */
export const helpShown = signal(false);

/** Every key, and what it does. */
export const keys: readonly { keys: string; does: string }[] = [
  { keys: '/', does: 'Search' },
  { keys: 'j', does: 'Next row' },
  { keys: 'k', does: 'Row before' },
  { keys: 'Enter', does: 'Open the row' },
  { keys: 'Esc', does: 'Close, leave a field, or go up' },
  { keys: '?', does: 'Show these keys' },
];

/** What a key does beyond fields to write in; views add theirs while they are there. */
export function onKey(key: string, act: () => void): () => void {
  const list = acts.get(key) ?? [];
  acts.set(key, [...list, act]);
  return () => {
    acts.set(
      key,
      (acts.get(key) ?? []).filter((one) => one !== act)
    );
  };
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector('dialog[open]')) return;
  const { target } = event;
  const isWriting =
    target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
  if (isWriting) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  if (event.key === '?') {
    event.preventDefault();
    helpShown.value = true;
    return;
  }
  const act = acts.get(event.key)?.at(-1);
  if (!act) return;
  event.preventDefault();
  act();
});

// --- internal ---

const acts = new Map<string, (() => void)[]>();
