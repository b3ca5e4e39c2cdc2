import type { Notifier } from '../../notify/notifier.ts';
import type { CliContext } from '../terminal/context.ts';
import { timeText } from '../../terms/time-text.ts';
import { printable } from '../terminal/table.ts';

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
