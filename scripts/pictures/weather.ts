import { basename, dirname } from 'node:path';
import type { RunningWorker } from '../../src/worker/start-worker.ts';
import { createInProcessTrainer } from '../../src/trainers/in-process/in-process-trainer.ts';
import { DataCooldown } from '../../src/demo/data-cooldown.ts';
import { demoMonitor } from '../../src/demo/monitor-file.ts';
import { firstModel } from '../../src/demo/first-model.ts';
import type { MonitorClient } from '../../src/client/monitor-client.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { MonitorHandle } from '../../src/client/monitor-handle.ts';
import { rainCsvPath, readRain } from '../../src/demo/rain-data.ts';
import { RainService } from '../../src/demo/service.ts';
import type { TableRow } from '../../src/trainers/in-process/data/table.ts';

/** Monitors of models that forecast real weather: nothing that they see is made up. */
export async function startWeather(client: MonitorClient, worker: RunningWorker): Promise<void> {
  const days = await readRain(rainCsvPath());
  await Promise.all([
    ...baselines.map(async ({ name, file, guess, ends }) => {
      const monitor = client.monitor(name);
      await monitor.ensure({ model: name, ...file });
      for (const span of spansOf(days, 30)) {
        const season = seasonOf(span[15]?.time ?? 0);
        monitor.record({ accuracy: shareOf(span, guess) }, { at: timeOf(span) });
        monitor.record({ accuracy: shareOf(span, guess) }, { at: timeOf(span), segment: season });
      }
      await monitor.flush();
      await ends?.(monitor);
    }),
    playForecast(client, worker, days),
  ]);
}

/** Where the rows lie that are trained on. */
export const weatherFolder = dirname(rainCsvPath());

// --- internal ---

const first = 1_000;
/** In the folder of the training data. */
const csv = basename(rainCsvPath());

/** Trained, and retrained when the weather changes; from 1975 on a person approves, and the first one still waits. */
async function playForecast(client: MonitorClient, worker: RunningWorker, days: readonly TableRow[]): Promise<void> {
  const model = 'weather:rain';
  const trainer = createInProcessTrainer({ artifacts: worker.home.artifacts, dataRoot: weatherFolder });
  await firstModel({ registry: worker.registry, trainer }, { model, csv, until: days[first - 1]?.time ?? 0 });
  await trainer.close?.();
  const policy = { model, csv, trials: 6 };
  const monitor = client.monitor(model);
  await monitor.ensure(demoMonitor(policy));
  const cooldown = new DataCooldown(monitor, policy);
  const service = await RainService.start(worker.registry, model);
  let isWatched = false;
  for (const span of spansOf(days.slice(first), 90)) {
    const at = timeOf(span).getTime();
    if (!isWatched) await cooldown.advance(at);
    if (!isWatched && service.version !== '1.0.0' && at > watchedFrom) {
      const file = demoMonitor({ ...policy, cooldown: 'over' });
      const changed = { ...file, retrain: { ...file.retrain, promotion: 'challenger' } } as MonitorFile;
      await monitor.updatePolicy(changed, { actor: 'ana', comment: 'from now on a person looks first' });
      isWatched = true;
    }
    monitor.record({ accuracy: service.score(span).accuracy }, { at: new Date(at), version: service.version });
    await monitor.flush();
    const before = (await monitor.state()).inFlight !== null;
    if (before && !isWatched) await cooldown.begin(at);
    const { approval } = await atRest(monitor);
    if (approval) break;
    await service.refresh();
  }
}

/** Until then what passes the gate serves at once. */
const watchedFrom = Date.UTC(1975, 0);
const seasons = ['winter', 'spring', 'summer', 'autumn'] as const;

/** Once no retrain is under way, and no promotion. */
async function atRest(monitor: MonitorHandle): Promise<Awaited<ReturnType<MonitorHandle['state']>>> {
  for (;;) {
    const view = await monitor.state();
    if (!view.inFlight && !view.rollback && !view.approval?.decided) return view;
    await new Promise((done) => setTimeout(done, 100));
  }
}

interface Baseline {
  name: string;
  file: Omit<MonitorFile, 'model'>;
  /** Its forecast for a day, from the day before. */
  guess: (before: TableRow | undefined) => number;
  ends?: (monitor: MonitorHandle) => Promise<unknown>;
}

const rule = (below: number): Omit<MonitorFile, 'model'> => ({
  metrics: { accuracy: { below, window: 24, alpha: 0.1 } },
  retrain: {
    trainer: { name: 'in-process', options: { data: { csv, time: 'day', timeUnit: 'day', label: 'rain' } } },
  },
});

/** Forecasts that need no training: what every trained one has to beat. */
const baselines: readonly Baseline[] = [
  { name: 'baseline:same-as-yesterday', file: rule(0.5), guess: (before) => before?.label ?? 0 },
  {
    name: 'baseline:always-dry',
    file: rule(0.45),
    guess: () => 0,
    ends: (monitor) => monitor.pause({ actor: 'ben', comment: 'kept for comparison only' }),
  },
  { name: 'baseline:always-rain', file: rule(0.2), guess: () => 1 },
];

function shareOf(span: readonly TableRow[], guess: Baseline['guess']): number {
  const hits = span.filter(({ label }, i) => label === guess(span[i - 1]));
  return hits.length / span.length;
}

function* spansOf(days: readonly TableRow[], length: number): Generator<readonly TableRow[]> {
  for (let from = 0; from + length <= days.length; from += length) yield days.slice(from, from + length);
}

function timeOf(span: readonly TableRow[]): Date {
  return new Date(span.at(-1)?.time ?? 0);
}

function seasonOf(time: number): (typeof seasons)[number] {
  return seasons[Math.floor(((new Date(time).getUTCMonth() + 1) % 12) / 3)] ?? 'winter';
}
