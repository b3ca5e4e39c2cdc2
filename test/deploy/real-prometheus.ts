import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { findProgram } from '../../src/server/binary/find-program.ts';
import { freePorts } from '../../src/server/free-port.ts';
import { startGuarded, type GuardedProcess } from '../../src/server/guarded-process.ts';

/** The installed programs; `undefined` where there are none, which CI does not accept. */
export const prometheusProgram = await findProgram('prometheus', process.env);
export const promtoolProgram = await findProgram('promtool', process.env);
if (!(prometheusProgram && promtoolProgram) && process.env['CI'])
  throw new Error('prometheus or promtool is missing; .ci/run installs them');

/** How to say that tests were left out for want of it. */
export const withoutPrometheus = {
  what: 'a real Prometheus: no prometheus and promtool on PATH',
  unless: Boolean(prometheusProgram && promtoolProgram),
  command: 'apt-get install --no-install-recommends prometheus, then npm test',
};

export interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

/** A Prometheus of its own on the loopback interface, with storage of its own. */
export class RealPrometheus {
  readonly url: string;
  private readonly folder: string;
  private server: GuardedProcess | undefined;

  private constructor(folder: string, url: string) {
    this.folder = folder;
    this.url = url;
  }

  /** @param config of Prometheus, as JSON, which YAML includes */
  static async start(config: object): Promise<RealPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const [port = 0] = await freePorts(1);
    await writeFile(join(folder, 'prometheus.yaml'), JSON.stringify(config));
    const made = new RealPrometheus(folder, `http://127.0.0.1:${port}`);
    await made.run();
    return made;
  }

  async query(text: string): Promise<Sample[]> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(text)}`);
    const { status, data, error } = (await answer.json()) as {
      status: string;
      data: { result: Sample[] };
      error?: string;
    };
    if (status !== 'success') throw new Error(`Prometheus refused \`${text}\`: ${error ?? status}`);
    return data.result;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  // --- internal ---

  private async run(): Promise<void> {
    const { folder, url } = this;
    const args = [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
    ];
    this.server = await startGuarded(prometheusProgram ?? '', args, { logFile: join(folder, 'log'), env: process.env });
    await eventually(
      () =>
        fetch(`${url}/-/ready`).then(
          ({ ok }) => ok,
          () => false
        ),
      (ready) => ready
    );
  }
}
