import { visibleText } from '../terms/visible-text.ts';
import type { Notifier } from './notifier.ts';

/** Writes every notice as one line: time, model, event, text. */
export function logNotifier(write: (line: string) => void): Notifier {
  return {
    notify(notices) {
      for (const { at, model, event, text } of notices)
        write(visibleText(`${new Date(at).toISOString()} ${model} ${event}: ${text}`));
      return Promise.resolve();
    },
  };
}
