import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalServer } from '../../src/server/find-server.ts';
import { installRuntimeLogger } from '../../src/worker/runtime-logger.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { startServer } from '../../src/serve/start-server.ts';
import { startWeather, weatherFolder } from './weather.ts';
import { startWorker } from '../../src/worker/start-worker.ts';
import { Client, Connection } from '@temporalio/client';

export interface PictureWorld {
  url: string;
  stop(): Promise<void>;
}

/** A Temporal server, a worker, the HTTP server with the built page, and monitors that have seen real weather. */
export async function startPictureWorld(note: (line: string) => void): Promise<PictureWorld> {
  installRuntimeLogger(note, 'ERROR');
  const { signal } = new AbortController();
  const home = await mkdtemp(join(tmpdir(), 'pictures-'));
  const server = await findTemporalServer({ env: process.env, signal, onProgress: note, dev: {} });
  const taskQueue = 'pictures';
  const worker = await startWorker({ server, taskQueue, home, dataRoot: weatherFolder, env: process.env });
  const connection = await Connection.connect(server.connectionOptions);
  const client = new MonitorClient({
    client: new Client({ connection, namespace: server.namespace }),
    taskQueue,
    publisher: { capacity: 100_000 },
  });
  await startWeather(client, worker);
  const serving = await startServer({ client, port: Number(process.env['PORT'] ?? 0), localActor: 'ana' });
  return {
    url: serving.url,
    async stop() {
      await serving.stop();
      await client.close();
      await worker.stop();
      await connection.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
