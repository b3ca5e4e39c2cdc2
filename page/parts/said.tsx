import { signal } from '@preact/signals';
import type { VNode } from 'preact';

/** What was done last, for all to see and hear. */
export const said = signal('');

let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells it for some seconds. */
export function say(text: string): void {
  clearTimeout(timer);
  said.value = text;
  timer = setTimeout(() => (said.value = ''), 8_000);
}

/** The place where it is told. */
export function Said(): VNode {
  return (
    <div class="said" role="status" aria-live="polite">
      {said.value}
    </div>
  );
}
