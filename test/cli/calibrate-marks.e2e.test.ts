import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { eventually } from '../support/eventually.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { newModel, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { runCli } from './run-cli.ts';
import { startScriptedWorker } from '../support/scripted-worker.ts';

const stepMs = 300_000;
const perBatch = 100;
const from = Date.UTC(2026, 2, 2);
const timeOf = (batch: number): number => from + batch * perBatch * stepMs;

it('calibrate leaves out the drift behind a retrain that a person has marked true, without a worker', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'calibrate-marks-'));
  const world = await startScriptedWorker();
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (!isStopped) await world.stop();
    isStopped = true;
  };
  try {
    const { client: temporal, taskQueue } = world.temporal;
    const model = newModel('marked');
    const monitor = await startMonitor(world.temporal, scriptedMonitor(model), { rollAfterEvents: 60 });
    const until = (isSo: (state: Awaited<ReturnType<typeof seen>>) => boolean) => eventually(seen, isSo);
    const seen = () => monitor.query(stateQuery);
    await until(({ holds }) => !holds.some(({ by }) => by === 'starting'));
    const rng = createRng(5);
    for (let i = 0; i < 12; i++) {
      // The sixth batch has drifted.
      const v = Array.from({ length: perBatch }, () => (i === 5 ? 0.5 : 0.93) + 0.01 * rng.normal());
      const series = [{ metric: 'accuracy', t0: timeOf(i), dt: stepMs, v }];
      await monitor.signal(metricsSignal, { source: 'a', seq: i + 1, series });
      await until(({ counts, inFlight }) => counts.batches === i + 1 && inFlight === null);
    }
    const client = new MonitorClient({ client: temporal, taskQueue, answerTimeoutMs: 150_000 });
    await client.monitor(model).mark('retrain/1', true, { actor: 'ana', comment: 'a sensor had slipped' });
    await client.close();
    await stop();

    const file = join(folder, 'policy.yaml');
    await writeFile(file, `model: ${model}\nmetrics:\n  accuracy: { detectors: [z-cusum] }\ncooldown: 1h\n`);
    const env = { ...process.env, TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
    const budget = ['--false-retrains', '4', '--per', '4d', '--retrain-takes', '30m'];
    const { stdout, stderr } = await runCli(['calibrate', file, '--monitor', model, ...budget, '--json'], { env });
    expect(stderr).toContain('retrain/1 was marked true by ana: ');
    expect(stderr).toContain('is left out as drift');
    expect(stderr).not.toContain('looks as if it had drifted');
    const { marks, onHistory, history } = JSON.parse(stdout) as Calibrated;
    expect(marks).toMatchObject([{ target: 'retrain/1', isTrue: true, drifts: [{ metric: 'accuracy', segment: '' }] }]);
    const [drift] = onHistory.drifts;
    expect(drift).toMatchObject({ from: marks[0]!.drifts[0]!.from, to: marks[0]!.drifts[0]!.to });
    expect(drift!.from).toBeGreaterThanOrEqual(timeOf(5));
    expect(drift!.to).toBeLessThan(timeOf(7));
    const leftOut = (drift!.to - drift!.from) / stepMs + 1;
    expect(history[0]!.observations).toBe(12 * perBatch - leftOut);
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
});

interface Calibrated {
  marks: { drifts: { from: number; to: number }[] }[];
  onHistory: { drifts: { from: number; to: number }[] };
  history: { observations: number }[];
}
