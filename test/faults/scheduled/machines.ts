import { join } from 'node:path';
import type { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { bundlePath, newClient } from '../../support/temporal.ts';
import { isAlive } from '../../support/is-alive.ts';
import { openConnection } from '../../../src/client/connect.ts';
import { openScriptedWorld, type ScriptedWorld } from '../../support/scripted.ts';
import type { Patience } from './patience.ts';
import { startDevServer, type DevServer } from '../../../src/server/start-dev-server.ts';
import { startWorkerProcess, type WorkerProcess } from '../../support/start-worker-process.ts';

/** A server that keeps everything in a file, and a worker that is a process of its own: both may be killed. */
export class Machines {
  readonly client: Client;
  readonly taskQueue = 'survivors';
  readonly world: ScriptedWorld;
  readonly patience: Patience;
  private readonly folder: string;
  private readonly connection: Connection;
  private server: DevServer;
  private worker: WorkerProcess | undefined;
  /** Also one that has ended: its log tells why. */
  private newestWorker: WorkerProcess | undefined;
  private starts = 0;

  private constructor(
    patience: Patience,
    folder: string,
    server: DevServer,
    connection: Connection,
    world: ScriptedWorld
  ) {
    this.patience = patience;
    this.folder = folder;
    this.server = server;
    this.connection = connection;
    this.world = world;
    this.client = newClient({ connection, namespace: server.namespace });
  }

  static async start(patience: Patience, folder: string): Promise<Machines> {
    const server = await startDevServer(serverOptions(folder));
    const connection = await openConnection({ address: server.address });
    const machines = new Machines(patience, folder, server, connection, await openScriptedWorld(folder));
    await machines.startWorker();
    return machines;
  }

  get isWorking(): boolean {
    return this.worker !== undefined;
  }

  /** Every third one keeps nothing between two tasks. */
  async startWorker(): Promise<void> {
    if (this.worker) return;
    const { address, namespace } = this.server;
    const { folder, taskQueue } = this;
    this.starts += 1;
    const cache = this.starts % 3 === 0 ? { maxCachedWorkflows: 0 } : {};
    const setup = { address, namespace, taskQueue, folder, bundlePath: bundlePath(), ...cache };
    this.worker = await this.patience.within('a worker is to be ready', () => startWorkerProcess(setup));
    this.newestWorker = this.worker;
  }

  async endWorker(how: 'kill' | 'stop'): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    if (worker) await this.patience.within(`the worker is to end by a ${how}`, () => worker[how]());
  }

  /** SIGKILL, and a new one at the same address. */
  async killServer(): Promise<void> {
    const { pid, ended, address } = this.server;
    process.kill(pid, 'SIGKILL');
    await this.patience.within('the server is to be gone', () => ended);
    const options = { ...serverOptions(this.folder), port: Number(address.split(':')[1]) };
    this.server = await this.patience.within('another server is to answer', () => startDevServer(options));
  }

  /** Which of them run, and what the worker has logged last. */
  tell(): string {
    const { server, worker, newestWorker: newest } = this;
    const runs = (pid: number): string => `${pid} ${isAlive(pid) ? 'runs' : 'is gone'}`;
    const told = newest && `${runs(newest.pid)}${worker ? '' : ', and is to be away'}`;
    return `server ${runs(server.pid)} at ${server.address}; worker ${told}; its log ends with\n${newest?.lastLines()}`;
  }

  async end(): Promise<void> {
    await this.worker?.kill();
    await this.connection.close();
    await this.server.stop();
    await this.world.registry.close();
    await this.world.clean();
  }
}

// --- internal ---

const serverOptions = (folder: string): Parameters<typeof startDevServer>[0] => ({
  binary: inject('temporalBinary'),
  uiPort: false,
  dbFile: join(folder, 'temporal.db'),
});
