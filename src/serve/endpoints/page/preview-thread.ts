import { parentPort, workerData } from 'node:worker_threads';
import { playPreview, type PreviewTask } from './play-preview.ts';

// Entry of a thread that plays one preview of a policy, and answers it.

parentPort?.postMessage(playPreview(workerData as PreviewTask), []);
