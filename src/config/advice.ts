import type { Monitor } from './parse-monitor.ts';

/** Warns of what is allowed but hardly meant: when a file is checked, not at the first drift months later. */
export function adviceOn({ config }: Pick<Monitor, 'config'>): string[] {
  const { trainer } = config.retrain;
  const lacksData = trainer.name === 'in-process' && trainer.taskQueue === undefined && !('data' in trainer.options);
  return lacksData
    ? [
        'Every retrain would fail: the in-process trainer needs `retrain.trainer.options.data`, such as `{ csv: rows.csv, time: at, label: clicked }`; or name another trainer in `retrain.trainer.name`',
      ]
    : [];
}
