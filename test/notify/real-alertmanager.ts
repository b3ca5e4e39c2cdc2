import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { findProgram } from '../../src/server/binary/find-program.ts';
import { freePorts } from '../../src/server/free-port.ts';
import { startGuarded, type GuardedProcess } from '../../src/server/guarded-process.ts';

/** The installed program; `undefined` where there is none, which CI does not accept. */
export const alertmanagerProgram = await findProgram('prometheus-alertmanager', process.env);
if (!alertmanagerProgram && process.env['CI'])
  throw new Error('prometheus-alertmanager is missing; .ci/run installs it');

export interface ActiveAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** An Alertmanager of its own on the loopback interface, which tells a receiver, and can be restarted over its storage. */
export class RealAlertmanager {
  readonly url: string;
  private readonly folder: string;
  private server: GuardedProcess | undefined;

  private constructor(folder: string, url: string) {
    this.folder = folder;
    this.url = url;
  }

  /** @param receiver host and port that are told of alerts; nobody when absent */
  static async start(receiver?: string): Promise<RealAlertmanager> {
    const folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
    const [port = 0] = await freePorts(1);
    const told = receiver ? { webhook_configs: [{ url: `http://${receiver}/`, send_resolved: true }] } : {};
    const config = {
      route: { receiver: 'ops', group_by: ['model'], group_wait: '100ms', group_interval: '300ms' },
      receivers: [{ name: 'ops', ...told }],
    };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    const made = new RealAlertmanager(folder, `http://127.0.0.1:${port}`);
    await made.run();
    return made;
  }

  async restart(): Promise<void> {
    await this.server?.stop();
    await this.run();
  }

  async alerts(): Promise<ActiveAlert[]> {
    return (await (await fetch(`${this.url}/api/v2/alerts`)).json()) as ActiveAlert[];
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    const args = ['--config.file', join(this.folder, 'config.json'), '--storage.path', join(this.folder, 'data')];
    const address = new URL(this.url).host;
    this.server = await startGuarded(
      alertmanagerProgram ?? '',
      [...args, '--web.listen-address', address, '--cluster.listen-address='],
      { logFile: join(this.folder, 'log'), env: process.env }
    );
    await eventually(
      () =>
        fetch(`${this.url}/-/ready`).then(
          ({ ok }) => ok,
          () => false
        ),
      (ready) => ready
    );
  }
}
