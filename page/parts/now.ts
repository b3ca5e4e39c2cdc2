import { signal } from '@preact/signals';

/** The reader's clock, epoch milliseconds; it moves every few seconds, for times that say how long ago. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 10_000);
