import { stat } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { RetrainError, TrainingError } from '../../terms/errors.ts';
import { evaluateTask } from './evaluate-task.ts';
import type { Report, ThreadReply, ThreadTask } from './protocol.ts';
import { readTable, type Table } from './data/table.ts';
import { trainTask } from './train-task.ts';

// Entry of the training thread: one task at a time, as long as the trainer keeps the thread.

const port = parentPort;
if (!port) throw new Error('Expected to run in a worker thread; use `createInProcessTrainer`');
port.on('message', (task: ThreadTask) => void answer(task).then((reply) => port.postMessage(reply)));

// --- internal ---

/** A study evaluates and trains on one file many times over; the last one stays in memory until it changes. */
let cached: { key: string; table: Table } | undefined;

const longestSilenceMs = 1000;

const report: Report = {
  progress: (progress, checkpoint) => say({ type: 'progress', progress, checkpoint }),
  log: (message) => say({ type: 'log', message }),
};

function say(reply: ThreadReply): void {
  port?.postMessage(reply);
}

async function answer(task: ThreadTask): Promise<ThreadReply> {
  try {
    const table = await tableOf(task);
    return { type: 'done', answer: task.type === 'train' ? trainTask(task, table, report) : evaluateTask(task, table) };
  } catch (error) {
    const { name, message, stack } = error as Error;
    const permanent = error instanceof RetrainError && error.permanent;
    const everyTrial = error instanceof TrainingError && error.everyTrial;
    return { type: 'failed', name, message, stack, permanent, everyTrial };
  }
}

async function tableOf({ csv, options }: ThreadTask): Promise<Table> {
  const file = await stat(csv).catch(() => undefined);
  const key = JSON.stringify([
    csv,
    file?.mtimeMs,
    file?.size,
    file?.ino,
    options.data,
    options.task,
    options.positive ?? null,
  ]);
  if (cached?.key === key) return cached.table;
  cached = undefined;
  let reportedAt = performance.now();
  const table = await readTable(csv, options, (rows) => {
    if (rows % 1024 !== 0 || performance.now() - reportedAt < longestSilenceMs) return;
    reportedAt = performance.now();
    report.progress({ fraction: 0, message: `read ${rows} rows` });
  });
  cached = { key, table };
  return table;
}
