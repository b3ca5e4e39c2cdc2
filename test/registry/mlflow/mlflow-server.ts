import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonEnvironment } from '../../support/python-environment.ts';

export interface MlflowServer {
  url: string;
  /** SIGKILL for all its processes; what it had committed stays. */
  kill(): Promise<void>;
  /** The same server on the same port and store; resolves when it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real `mlflow server` on a free loopback port, with an SQLite store in a directory of its own. */
export async function startMlflow(): Promise<MlflowServer> {
  const program = await pythonEnvironment('mlflow-venv.sh');
  const directory = await mkdtemp(join(tmpdir(), 'mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let running: ChildProcess | undefined;
  const killNow = (): void => {
    const { pid } = running ?? {};
    if (pid === undefined || running?.exitCode !== null || running.signalCode !== null) return;
    // A group of its own: the server starts workers, and they must go with it.
    process.kill(-pid, 'SIGKILL');
  };
  const kill = async (): Promise<void> => {
    const gone = running && running.exitCode === null && running.signalCode === null ? once(running, 'exit') : null;
    killNow();
    await gone;
  };
  const restart = async (): Promise<void> => {
    running = spawnServer(program, directory, port);
    await ready(running, url);
  };
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', killNow);
    await kill();
    await rm(directory, { recursive: true, force: true });
  };
  await restart().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, kill, restart, stop };
}

// --- internal ---

function spawnServer(program: string, directory: string, port: number): ChildProcess {
  const store = `--backend-store-uri=sqlite:///${directory}/mlflow.db`;
  const artifacts = `--artifacts-destination=${directory}/artifacts`;
  const args = ['server', store, artifacts, '--host=127.0.0.1', `--port=${port}`, '--workers=1'];
  return spawn(join(dirname(program), 'python3'), ['-c', inOneProcess, ...args], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  });
}

/**
 * `mlflow server`, whose command for the web server is carried out by the process that made it: to read MLflow once more
 * for that takes four seconds.
 */
const inOneProcess = `
import os, sys
import mlflow.server

def serve(command, extra_env, **_):
    from uvicorn.main import main
    assert command[:3] == [sys.executable, '-m', 'uvicorn'], command
    os.environ.update(extra_env)
    main(command[3:])

mlflow.server._exec_cmd = serve
from mlflow.cli import cli
cli()
`;

async function ready(server: ChildProcess, url: string): Promise<void> {
  for (let waited = 0; waited < 3_000 && server.exitCode === null; waited++) {
    const answers = await fetch(`${url}/health`).then(
      (reply) => reply.ok,
      () => false
    );
    if (answers) return;
    await sleep(200);
  }
  throw new Error(`The MLflow server did not become ready at ${url} within ten minutes`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
