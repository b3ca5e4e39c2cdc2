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

it('a gate that rests on a metric of serving, as nobody has named another, is told of', () => {
  const adviceOf = (file: object): string[] =>
    adviceOn(parseMonitor({ model: 'shop:ranker', ...file })).filter((line) => line.startsWith('The gate'));
  const metrics = { latencyP99: { above: 300, direction: 'lower-is-better' } };
  const trainer = { name: 'ours' };
  expect(adviceOf({ metrics, retrain: { trainer } })).toEqual([
    'The gate compares versions by `latencyP99`, as nothing else is named; where the trainer does not report it, the loss per row alone decides: name what it reports in `retrain.gate.gains`',
  ]);
  expect(adviceOf({ metrics, retrain: { trainer, gate: { gains: [{ metric: 'latencyP99' }] } } })).toEqual([]);
  expect(adviceOf({ metrics: { ...metrics, rmse: { above: 3 } }, retrain: { trainer } })).toEqual([]);
  expect(adviceOf({ retrain: { trainer } })).toEqual([]);
});
