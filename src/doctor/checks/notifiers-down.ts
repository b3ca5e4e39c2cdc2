import { numbered } from '../../terms/numbered.ts';
import { allNotifiers, notifierLines, type NotifierTrouble } from '../../core/state-parts/notifier-trouble.ts';
import type { Finding } from '../check.ts';
import type { MonitorView } from '../../core/wire/answers.ts';

/** Notifiers that do not answer, each told once however many monitors say so. */
export class NotifiersDown {
  private readonly byName = new Map<string, { of: string[]; trouble: NotifierTrouble }>();

  hear({ model, notifiers = [] }: Pick<MonitorView, 'model' | 'notifiers'>): void {
    for (const one of notifiers) {
      const { of, trouble } = this.byName.get(one.name) ?? { of: [], trouble: { ...one, waiting: 0, missed: 0 } };
      const first = one.since < trouble.since ? one : trouble;
      const sums = { waiting: trouble.waiting + one.waiting, missed: trouble.missed + one.missed };
      this.byName.set(one.name, { of: [...of, model], trouble: { ...first, ...sums } });
    }
  }

  findings(): Omit<Finding, 'check'>[] {
    return [...this.byName.values()].map(({ of, trouble }) => ({
      status: 'warning',
      text:
        trouble.name === allNotifiers
          ? `no notifier gets what ${ofText(of)} to tell`
          : `notifier \`${trouble.name}\` does not take what ${ofText(of)} to tell`,
      cause: notifierLines([trouble]).join(),
      fix:
        trouble.name === allNotifiers
          ? 'look at the log of the worker: the activity `retrain.deliver` fails; the ledger has what was missed'
          : 'mend the receiver, or its entry in `worker --notifiers`; what waits is sent again by itself',
    }));
  }
}

// --- internal ---

function ofText(models: readonly string[]): string {
  const [only] = models;
  return models.length === 1 ? `monitor \`${only}\` has` : `${numbered(models.length, 'monitor')} have`;
}
