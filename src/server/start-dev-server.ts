import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { searchAttributeNames, type SearchAttributeKind } from '../terms/search-attribute-names.ts';
import { ServerUnavailableError } from '../terms/errors.ts';
import { checkServer } from './check-server.ts';
import { fairQueues } from './fair-queues.ts';
import { freePorts, isPortFree } from './free-port.ts';
import { startGuarded, type GuardedProcess } from './guarded-process.ts';
import { makeTemporary } from '../folders/make-folder.ts';
import { lastLines } from './run-command.ts';

export interface DevServerOptions {
  /** SQLite file that stores everything. @default in memory: gone when the server stops */
  dbFile?: string;
  /** gRPC port. @default a free one */
  port?: number;
  /** Port of Temporal's web page; `false` for none. @default a free one */
  uiPort?: number | false;
  /** Registered at the start. @default `default` */
  namespace?: string;
  /** Registered before the server answers. @default the monitor's own */
  searchAttributes?: Record<string, SearchAttributeKind>;
  /** Server settings in addition to `fairQueues`, `{ 'history.maximumSignalsPerExecution': 10000 }`. @default {} */
  dynamicConfig?: Record<string, string | number | boolean>;
  /** How long it may take to answer. @default 60000 */
  startTimeoutMs?: number;
  signal?: AbortSignal;
}

export interface DevServer {
  address: string;
  namespace: string;
  uiUrl: string | undefined;
  pid: number;
  /** Resolves with the exit code when the server has ended for any reason. */
  ended: Promise<number>;
  /** Returns when the process is gone. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts `temporal server start-dev` on the loopback interface and returns when it answers. The server ends with this
 * process, even if that is killed (see `startGuarded`).
 */
export async function startDevServer(options: DevServerOptions & { binary: string }): Promise<DevServer> {
  for (let attempt = 1; ; attempt++) {
    // Checked first: otherwise a program that already listens there could be mistaken for ours.
    for (const port of [options.port, options.uiPort])
      if (typeof port === 'number' && !(await isPortFree(port)))
        throw new ServerUnavailableError(
          `Expected port ${port} to be free for the dev server, but another program listens there: stop it, choose another port, or set TEMPORAL_ADDRESS to use a server that already runs`
        );
    const [freeGrpc, freeUi] = (await freePorts(2)) as [number, number];
    const chosen = { ...options, port: options.port ?? freeGrpc, uiPort: options.uiPort ?? freeUi };
    const started = await startOn(chosen);
    if (!('fault' in started)) return started;
    // Another program may take a free port before it is used: one of ours, or of the five that the server chooses.
    const isRaced = /address already in use/i.test(started.log);
    if (!isRaced || attempt === 3) throw started.fault;
  }
}

// --- internal ---

type Chosen = DevServerOptions & { binary: string; port: number; uiPort: number | false };

/** What it printed where it did not start. */
interface NotStarted {
  fault: ServerUnavailableError;
  log: string;
}

async function startOn(options: Chosen): Promise<DevServer | NotStarted> {
  const namespace = options.namespace ?? 'default';
  const address = `127.0.0.1:${options.port}`;
  const folder = await makeTemporary('dev-server');
  const logFile = join(folder, 'server.log');
  let server: GuardedProcess | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    server = await startGuarded(options.binary, argumentsFor(options, namespace), { logFile, env: cleanEnv() });
    await untilReady(server, address, namespace, options);
    await untilWhole(server, logFile, options.signal);
  } catch (error) {
    await server?.stop();
    const log = await readFile(logFile, 'utf8').catch(() => '');
    await stop();
    options.signal?.throwIfAborted();
    const fault = new ServerUnavailableError(
      `The dev server \`${options.binary}\` did not start on ${address}: ${(error as Error).message}. Its last lines:\n${lastLines(untilStack(log))}`,
      { cause: error }
    );
    return { fault, log };
  }
  const uiUrl = options.uiPort === false ? undefined : `http://127.0.0.1:${options.uiPort}`;
  return { address, namespace, uiUrl, pid: server.pid, ended: server.ended, stop };
}

/** A Go program that panics says why, and then for a hundred lines where it was. */
function untilStack(log: string): string {
  const at = log.search(/^goroutine \d+ .*\[.*\]:$/m);
  return at < 0 ? log : log.slice(0, at);
}

function argumentsFor(options: Chosen, namespace: string): string[] {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port), '--namespace', namespace];
  args.push('--log-level', 'warn', '--color', 'never');
  if (options.uiPort === false) args.push('--headless');
  else args.push('--ui-port', String(options.uiPort));
  if (options.dbFile !== undefined) args.push('--db-filename', options.dbFile);
  for (const [name, kind] of Object.entries(options.searchAttributes ?? searchAttributeNames))
    args.push('--search-attribute', `${name}=${kind}`);

  for (const [key, value] of Object.entries({ ...fairQueues, ...options.dynamicConfig }))
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);

  return args;
}

/** Settings for clients (an address, a profile, certificates) must not reach the server. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

async function untilReady(
  server: GuardedProcess,
  address: string,
  namespace: string,
  options: DevServerOptions
): Promise<void> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 60_000);
  let ended: number | undefined;
  void server.ended.then((code) => (ended = code));
  for (;;) {
    options.signal?.throwIfAborted();
    if (ended !== undefined) throw new Error(`it ended with exit code ${ended}`);
    try {
      return await checkServer({ address }, namespace, { connectTimeoutMs: 1_000 });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100, undefined, { signal: options.signal });
    }
  }
}

/**
 * It answers before all of its parts are there. One that finds its port taken says so, and takes the others with it a
 * moment later; when all have begun, where the server listens is printed.
 */
async function untilWhole({ ended }: GuardedProcess, logFile: string, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + wholeMs;
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (;;) {
    signal?.throwIfAborted();
    const wasOver = isOver;
    const log = await readFile(logFile, 'utf8');
    if (/Failed to start gRPC listener/.test(log)) throw new Error('a port that it chose for itself was taken');
    if (wasOver) throw new Error('it ended as soon as it had answered');
    // Other versions may print something else.
    if (/\bServer: +\S+:\d+/.test(log) || Date.now() > deadline) return;
    await sleep(20, undefined, { signal });
  }
}

const wholeMs = 10_000;
