import type { Notifier } from '../notify/notifier.ts';
import type { CliContext } from './context.ts';
import { timeText } from '../core/time-text.ts';
import { printable } from './table.ts';

/** Prints transitions as they happen, one line each. */
export function noticeWriter(context: CliContext): Notifier {
  return {
    notify(notices) {
      for (const notice of notices) {
        const { at, model, event, text } = notice;
        context.line({ event: 'notice', notice }, () => printable(`${timeText(at)} ${model} ${event}: ${text}`));
      }
      return Promise.resolve();
    },
  };
}
