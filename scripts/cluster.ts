import { findTemporalBinary } from '../src/server/binary/find-binary.ts';
import { serverPrograms } from './cluster/server-programs.ts';
import { startCluster } from './cluster/start-cluster.ts';

/**
 * `npx tsx scripts/cluster.ts` runs PostgreSQL and a real Temporal server until Ctrl-C; its last line before it waits
 * has the address. `--prepare` only builds what it needs.
 */
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(new Error(signal)));
const options = { env: process.env, onProgress: (line: string) => console.log(line), signal: abort.signal };

try {
  if (process.argv.includes('--prepare')) {
    await findTemporalBinary(options);
    await serverPrograms(options);
  } else {
    const cluster = await startCluster(options);
    // Nothing else keeps this process alive: its children do not.
    const alive = setInterval(() => undefined, 60_000);
    await new Promise<void>((resolve) => {
      if (abort.signal.aborted) resolve();
      abort.signal.addEventListener('abort', () => resolve());
    });
    clearInterval(alive);
    await cluster.stop();
  }
} catch (error) {
  if (!abort.signal.aborted) throw error;
}
