import { join } from 'node:path';
import { Connection, type Client } from '@temporalio/client';
import { inject } from 'vitest';
import { bundlePath, newClient } from '../../support/temporal.ts';
import { openScriptedWorld, type ScriptedWorld } from '../../support/scripted.ts';
import { startDevServer, type DevServer } from '../../../src/server/start-dev-server.ts';
import { startWorkerProcess, type WorkerProcess } from '../../support/start-worker-process.ts';

/** A server that keeps everything in a file, and a worker that is a process of its own: both may be killed. */
export class Machines {
  readonly client: Client;
  readonly taskQueue = 'survivors';
  readonly world: ScriptedWorld;
  private readonly folder: string;
  private readonly connection: Connection;
  private server: DevServer;
  private worker: WorkerProcess | undefined;
  private starts = 0;

  private constructor(folder: string, server: DevServer, connection: Connection, world: ScriptedWorld) {
    this.folder = folder;
    this.server = server;
    this.connection = connection;
    this.world = world;
    this.client = newClient({ connection, namespace: server.namespace });
  }

  static async start(folder: string): Promise<Machines> {
    const server = await startDevServer(serverOptions(folder));
    const connection = await Connection.connect({ address: server.address });
    const machines = new Machines(folder, server, connection, await openScriptedWorld(folder));
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
    this.worker = await startWorkerProcess(setup);
  }

  async endWorker(how: 'kill' | 'stop'): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.[how]();
  }

  /** SIGKILL, and a new one at the same address. */
  async killServer(): Promise<void> {
    const { pid, ended, address } = this.server;
    process.kill(pid, 'SIGKILL');
    await ended;
    this.server = await startDevServer({ ...serverOptions(this.folder), port: Number(address.split(':')[1]) });
  }

  async end(): Promise<void> {
    await this.endWorker('kill');
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
