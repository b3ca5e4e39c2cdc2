import { expect, it } from 'vitest';
import { adviceOn } from '../../src/config/advice.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

const adviceFor = (retrain?: object): string[] =>
  adviceOn(parseMonitor({ model: 'shop:ranker', ...(retrain ? { retrain } : {}) }));

it('a monitor whose in-process trainer has no rows to train on is told so before the first drift', () => {
  expect(adviceFor()).toEqual([expect.stringContaining('needs `retrain.trainer.options.data`')]);
  expect(adviceFor({ trainer: { name: 'in-process' } })).toHaveLength(1);
});

it('a monitor with rows, another trainer or a task queue of its own needs no advice', () => {
  const data = { csv: 'rows.csv', time: 'at', label: 'clicked' };
  expect(adviceFor({ trainer: { options: { data } } })).toEqual([]);
  expect(adviceFor({ trainer: { name: 'ours' } })).toEqual([]);
  expect(adviceFor({ trainer: { taskQueue: 'python' } })).toEqual([]);
});

it('a trainer whose name is nearly that of the one that every worker has is asked about', () => {
  expect(adviceFor({ trainer: { name: 'in-proces' } })).toEqual([
    'Every retrain fails where no worker has a trainer `in-proces`: did you mean `in-process`?',
  ]);
  expect(adviceFor({ trainer: { name: 'in-proces', taskQueue: 'python' } })).toEqual([]);
});
