import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import type { Backtest } from '../../src/backtest/backtest.ts';
import { createRng } from '../../src/stats/rng.ts';
import { eventually } from '../support/eventually.ts';
import { explainQuery, metricsSignal, stateQuery } from '../../workflows/messages.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { runCli } from '../cli/run-cli.ts';
import { withWorker } from '../support/temporal.ts';
import type { Decision } from '../../src/core/state/decision.ts';
import type { MetricBatch } from '../../src/core/wire/batch.ts';

/** The monitor's own clock is ahead of the simulated one by what its server needs to wake it. */
const wakeMs = 2_000;

/**
 * Two segments and a metric of another kind. The north falls, and the south while the retrain for it runs; both
 * recover, fall again together, and stay well through the probation of what is trained then. The retrain for the last
 * values ends when nothing more has come.
 */
const isBad = (i: number, segment: string): boolean =>
  (i >= 10 && i < 13 && segment === 'north') ||
  (i >= 11 && i < 14 && segment === 'south') ||
  (i >= 22 && i < 24) ||
  i === last;
const last = 39;
/** Batches that come while a retrain runs; before the others the monitor has finished everything. */
const isMeanwhile = (i: number): boolean => i === 11 || i === 12 || i === 23;

function stream(batches: number): MetricBatch[] {
  const rng = createRng(17);
  const t0 = Date.UTC(2026, 4, 1);
  return Array.from({ length: batches }, (_, i) => {
    const values = (mean: number): number[] => Array.from({ length: 8 }, () => mean + 0.02 * rng.normal());
    const accuracy = (segment: string): number[] => values(isBad(i, segment) ? 0.5 : 0.9);
    const at = { t0: t0 + i * 480_000, dt: 60_000 };
    return {
      source: 'stream',
      seq: i + 1,
      series: [
        { metric: 'accuracy', segment: 'north', ...at, v: accuracy('north') },
        { metric: 'accuracy', segment: 'south', ...at, v: accuracy('south') },
        { metric: 'latencyMs', ...at, v: values(i === 18 ? 3 : 1) },
      ],
    };
  });
}

describe('the ledger of a backtest', () => {
  it('is that of a live monitor, entry by entry, on the same stream', async () => {
    const world = await scriptedWorld();
    const folder = await mkdtemp(join(tmpdir(), 'live-ledger-'));
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('ledger');
      const file = scriptedMonitor(
        model,
        { durationMs: 3_000 },
        {
          metrics: {
            accuracy: { below: 0.7, alpha: 0.5, detectors: ['z-cusum'] },
            latencyMs: { detectors: [{ type: 'limit', above: 2, severity: 'none' }, { type: 'z-page-hinkley' }] },
          },
          retrain: { probation: { samples: 24, timeout: '1h' } },
        }
      );
      // Small runs, so that the history goes through continue-as-new.
      const monitor = await startMonitor(temporal, file, { rollAfterEvents: 60 });
      await eventually(
        () => monitor.query(stateQuery),
        ({ holds }) => !holds.some(({ by }) => by === 'starting')
      );
      for (const [i, batch] of stream(last + 1).entries()) {
        await monitor.signal(metricsSignal, batch);
        // A resent one is counted once.
        if (i % 5 === 0) await monitor.signal(metricsSignal, batch);
        await eventually(
          () => monitor.query(stateQuery),
          ({ counts, inFlight }) => counts.batches === i + 1 && (inFlight === null || isMeanwhile(i + 1))
        );
      }
      const { decisions } = await monitor.query(explainQuery);
      const live = decisions.toReversed();
      expect(live.at(-1)).toMatchObject({ decision: 'settled' });
      // Else little was compared.
      const codes = new Set(live.flatMap(({ decision, reasonCodes }) => [decision, ...reasonCodes]));
      expect([...codes]).toEqual(expect.arrayContaining(['launched', 'held', 'promoted', 'probation-passed']));

      await writeFile(join(folder, 'policy.json'), JSON.stringify(file));
      const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
      const { code, stdout, stderr } = await runCli(
        ['backtest', join(folder, 'policy.json'), '--monitor', model, '--outcome', 'recorded', '--json'],
        { env: { ...process.env, ...env } }
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { ledger } = JSON.parse(stdout) as Backtest;
      expect(withoutAt(ledger)).toEqual(withoutAt(live));
      ledger.forEach(({ at }, i) => expect(Math.abs(at - live[i]!.at)).toBeLessThan(wakeMs));
    });
    await rm(folder, { recursive: true, force: true });
    await world.clean();
  });
});

function withoutAt(entries: readonly Decision[]): Omit<Decision, 'at'>[] {
  return entries.map((entry) => {
    const { at: _, ...rest } = entry;
    return rest;
  });
}
