import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../.cache/mlflow-venv/bin/mlflow', import.meta.url));

/** Why no real server can be started here; `undefined` when one can. */
export const noMlflow = existsSync(program)
  ? undefined
  : `no MLflow at ${program}: run scripts/mlflow-venv.sh once to test against a real server`;

export interface MlflowServer {
  url: string;
  stop(): Promise<void>;
}

/** A real `mlflow server` on a free loopback port, with an SQLite store in a directory of its own. */
export async function startMlflow(): Promise<MlflowServer> {
  const directory = await mkdtemp(join(tmpdir(), 'mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const store = [
    '--backend-store-uri',
    `sqlite:///${directory}/mlflow.db`,
    '--artifacts-destination',
    `${directory}/artifacts`,
  ];
  const server = spawn(program, ['server', ...store, '--host', '127.0.0.1', '--port', String(port), '--workers', '1'], {
    // A group of its own: the server starts workers, and they must go with it.
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  });
  const { pid } = server;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  const killed = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', killed);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', killed);
    const gone = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined;
    killed();
    await gone;
    await rm(directory, { recursive: true, force: true });
  };
  for (let waited = 0; waited < 240; waited += 1) {
    if (server.exitCode !== null) break;
    const ready = await fetch(`${url}/health`).then(
      (reply) => reply.ok,
      () => false
    );
    if (ready) return { url, stop };
    await sleep(500);
  }
  await stop();
  throw new Error(`${program} did not become ready at ${url} within two minutes`);
}

// --- internal ---

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
