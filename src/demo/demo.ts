import { rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@temporalio/client';
import { createInProcessTrainer } from '../trainers/in-process/in-process-trainer.ts';
import { checkReport } from './report/check-report.ts';
import { DataCooldown } from './data-cooldown.ts';
import { demoAlpha, demoLimit, demoMonitor } from './monitor-file.ts';
import { DemoTerminal, type DemoOutput } from './terminal.ts';
import { endWorkflows } from './end-workflows.ts';
import { findTemporalServer, type TemporalServer } from '../server/find-server.ts';
import { firstModel } from './first-model.ts';
import { MonitorClient } from '../client/monitor-client.ts';
import { openConnection } from '../client/connect.ts';
import { makeTemporary } from '../folders/make-folder.ts';
import { monitorWorkflowId } from '../terms/model-id.ts';
import { play } from './play.ts';
import { rainCsvPath, readRain } from './rain-data.ts';
import { RainService } from './service.ts';
import { reportPage } from './report/report-page.ts';
import { pageAddress } from '../terms/page-address.ts';
import { portOrFree } from '../server/free-port.ts';
import { startServer } from '../serve/start-server.ts';
import { startWorker } from '../worker/start-worker.ts';
import type { Story } from './story.ts';

export interface DemoOptions {
  /** No pause between points. */
  fast?: boolean;
  /** Where the HTML page goes. @default ./demo-report.html */
  report?: string;
  /** What is told of it while it runs. */
  out: DemoOutput;
  /** Is given the whole story at the end. @default nobody */
  tell?: ((story: Story) => void) | undefined;
  /** Leaves server and worker running at the end, until Ctrl-C. */
  keepOpen?: boolean;
  /** Folder for registry and models. @default a temporary one, removed at the end */
  home?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** First days, from which the first model is trained. */
const firstDays = 1_000;
const daysPerPoint = 90;
const trials = 5;

/**
 * Runs a real model on fifty years of real weather: it is trained, it serves, the weather changes, and the monitor has
 * it retrained. Returns the exit code.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { env = process.env, signal = new AbortController().signal } = options;
  const terminal = new DemoTerminal(options.out, env);
  const scope = new Teardown();
  // To stop a server and a worker takes seconds; whoever has pressed Ctrl-C wants an answer now.
  signal.addEventListener('abort', () => terminal.line('Stopping …'), { once: true });
  try {
    const story = await run(options, { env, signal, terminal, scope });
    options.tell?.(story);
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.line('Stopped.');
    return 130;
  } finally {
    await scope.run();
  }
}

// --- internal ---

interface Surroundings {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  terminal: DemoTerminal;
  scope: Teardown;
}

async function run(options: DemoOptions, around: Surroundings): Promise<Story> {
  const { env, signal, terminal, scope } = around;
  await checkReport(reportPath(options));
  const model = `demo:rain-${Date.now().toString(36)}`;
  terminal.line(terminal.bold('temporal-retrain: fifty years of weather, one model, nobody watching'));
  terminal.line();

  const server = await findTemporalServer({
    env,
    signal,
    onProgress: (text) => terminal.line(`   ${text}`),
    dev: {},
  });
  scope.add(() => server.stop());
  terminal.step(1, 'Temporal server', `${server.address}${server.uiUrl ? `, page ${server.uiUrl}` : ''}`);

  signal.throwIfAborted();
  const home = await openHome(options.home, scope);
  const taskQueue = `temporal-retrain-demo-${model.split('-').at(-1)}`;
  const connection = await openConnection(server.connectionOptions);
  scope.add(() => connection.close());
  const client = new Client({ connection, namespace: server.namespace });
  const port = await portOrFree(8_321);
  const pageUrl = `http://127.0.0.1:${port}`;
  const monitors = new MonitorClient({ client, taskQueue, pageUrl });
  scope.add(async () => void (await monitors.close()));
  const page = await startServer({ client: monitors, port, note: () => undefined });
  scope.add(() => page.stop({ timeoutMs: 500 }));
  const worker = await startWorker({ server, taskQueue, home, env, pageUrl });
  scope.add(() => worker.stop());
  const csv = rainCsvPath();
  signal.throwIfAborted();
  const days = await readRain(csv);
  const trainer = createInProcessTrainer({ artifacts: join(home, 'artifacts') });
  scope.add(async () => trainer.close?.());
  const first = await firstModel(
    { registry: worker.registry, trainer },
    { model, csv, until: days[firstDays - 1]?.time ?? 0 }
  );
  terminal.step(2, 'First model', `trained on the first ${firstDays} days, registered as ${model} ${first.version}`);

  signal.throwIfAborted();
  const monitor = monitors.monitor(model);
  const policy = { model, csv, trials };
  await monitor.ensure(demoMonitor(policy));
  scope.add(() => endWorkflows(client.workflow, model));
  signal.throwIfAborted();
  const temporalUi = linkTo(server, model);
  terminal.step(3, 'Monitor', `EWMA(${demoAlpha}) of accuracy, limit ${demoLimit}${temporalUi ? ', watch it at' : ''}`);
  // On a line of its own it can be clicked at any width.
  if (temporalUi) terminal.line(temporalUi);
  terminal.line(pageAddress(pageUrl, { model }));
  terminal.step(
    4,
    'Time passes',
    `${days.length - firstDays} days, scored every ${daysPerPoint}; retrained when the monitor says so`
  );
  terminal.line();

  const story: Story = {
    model,
    limit: demoLimit,
    alpha: demoAlpha,
    daysPerPoint,
    points: [],
    retrains: [],
    rollbacks: [],
    temporalUi,
  };
  const service = await RainService.start(worker.registry, model);
  const paceMs = options.fast ? 0 : 100;
  await play({
    days: days.slice(firstDays),
    service,
    monitor,
    cooldown: new DataCooldown(monitor, policy),
    workflows: client.workflow,
    story,
    terminal,
    paceMs,
    signal,
  });
  terminal.table(story);
  await finish(story, options, around);
  return story;
}

async function finish(story: Story, options: DemoOptions, { terminal, signal }: Surroundings): Promise<void> {
  const path = reportPath(options);
  await writeFile(path, await reportPage(story));
  terminal.line(`The story as a page: ${pathToFileURL(path).href}`);
  if (!options.keepOpen) {
    // The page of the demo's own server is gone when this is read.
    terminal.line('To look around in the Temporal UI: npx temporal-retrain demo --keep-open');
    return;
  }
  if (story.temporalUi) terminal.line(`In the Temporal UI:\n${story.temporalUi}`);
  terminal.line('Everything stays up until you press Ctrl-C.');
  if (!signal.aborted) await once(signal, 'abort');
}

function reportPath({ report }: DemoOptions): string {
  return resolve(report ?? 'demo-report.html');
}

async function openHome(folder: string | undefined, scope: Teardown): Promise<string> {
  if (folder !== undefined) return resolve(folder);
  const made = await makeTemporary('demo');
  scope.add(() => rm(made, { recursive: true, force: true }));
  return made;
}

function linkTo(server: TemporalServer, model: string): string | null {
  if (!server.uiUrl) return null;
  const id = encodeURIComponent(monitorWorkflowId(model));
  return `${server.uiUrl}/namespaces/${server.namespace}/workflows/${id}`;
}

/** Stops things in the reverse order of their start; one failure does not keep the rest from stopping. */
class Teardown {
  private readonly steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.steps.toReversed()) await step().catch(() => undefined);
  }
}
