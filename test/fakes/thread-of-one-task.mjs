import { parentPort, workerData } from 'node:worker_threads';

// A thread that does what its task says, for the tests of `inThread`.

const { answer, fail, exit, loop } = workerData;
if (fail !== undefined) throw new Error(fail);
if (exit !== undefined) process.exit(exit);
if (loop) for (;;) Math.random();
parentPort.postMessage(answer, []);
