// A training thread that does as its task, one word, says.
import { parentPort } from 'node:worker_threads';

let tasks = 0;

const say = (message) => parentPort.postMessage(message, []);

const deeds = {
  answer: () => say({ type: 'done', answer: tasks }),
  fail: () => say({ type: 'failed', name: 'TrainingError', message: 'too few rows', permanent: true }),
  bug: () => say({ type: 'failed', name: 'TypeError', message: 'x is no function', permanent: false }),
  exit: () => process.exit(3),
  crash: () =>
    setImmediate(() => {
      throw new Error('off the rails');
    }),
  eat() {
    const all = [];
    for (;;) all.push(Array.from({ length: 100_000 }, (_, at) => ({ at })));
  },
  spin() {
    say({ type: 'log', message: 'spinning' });
    for (;;);
  },
};

parentPort.on('message', (task) => {
  tasks += 1;
  deeds[task]();
});
