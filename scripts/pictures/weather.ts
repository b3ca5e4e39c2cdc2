import { basename, dirname } from 'node:path';
import type { RunningWorker } from '../../src/worker/start-worker.ts';
import { createInProcessTrainer } from '../../src/trainers/in-process/in-process-trainer.ts';
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

/** Trained, and retrained when the weather changes once; then a person approves, and the next one still waits. */
async function playForecast(client: MonitorClient, worker: RunningWorker, days: readonly TableRow[]): Promise<void> {
  const model = 'weather:rain';
  const trainer = createInProcessTrainer({ artifacts: worker.home.artifacts, dataRoot: weatherFolder });
  await firstModel({ registry: worker.registry, trainer }, { model, csv, until: days[first - 1]?.time ?? 0 });
  await trainer.close?.();
  const monitor = client.monitor(model);
  const fileOf = (cooldown: 'holds' | 'over', promotion: 'auto' | 'challenger'): MonitorFile => {
    const file = demoMonitor({ model, csv, trials: 6, cooldown });
    return { ...file, tenant: 'weather', retrain: { ...file.retrain, promotion } };
  };
  let promotion: 'auto' | 'challenger' = 'auto';
  await monitor.ensure(fileOf('holds', promotion));
  const service = await RainService.start(worker.registry, model);
  let since: number | null = null;
  for (const span of spansOf(days.slice(first), 90)) {
    const at = timeOf(span).getTime();
    // The cool-down runs by the clock of the data: decades of it pass in a minute here.
    if (since !== null && at - since > yearMs) {
      since = null;
      await monitor.updatePolicy(fileOf('over', promotion), { actor: 'ana', comment: 'a year has passed in the data' });
    }
    if (promotion === 'auto' && service.version !== '1.0.0') {
      promotion = 'challenger';
      await monitor.updatePolicy(fileOf('over', promotion), {
        actor: 'ana',
        comment: 'from now on a person looks first',
      });
    }
    monitor.record({ accuracy: service.score(span).accuracy }, { at: new Date(at), version: service.version });
    await monitor.flush();
    if ((await monitor.state()).inFlight) {
      await monitor.updatePolicy(fileOf('holds', promotion), { actor: 'ana', comment: 'a retrain has begun' });
      since = at;
    }
    const { approval } = await atRest(monitor);
    if (approval) break;
    await service.refresh();
  }
}

const yearMs = 365 * 86_400_000;
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
