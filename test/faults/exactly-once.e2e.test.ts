import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { eventually } from '../support/eventually.ts';
import { ewmaQuery, metricsSignal, stateQuery, windowQuery } from '../../workflows/messages.ts';
import { failedTasks, runsOf } from '../support/invariants.ts';
import { newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { withWorker } from '../support/temporal.ts';
import type { MetricBatch } from '../../src/core/wire/batch.ts';

const senders = 16;
const rounds = 10;
const batchesARound = 5;
const batchesEach = rounds * batchesARound;
const batchSize = 125;
const total = senders * batchesEach * batchSize;

/** Values that are no short decimals, so that a rounding anywhere would show. */
function valuesOf(sender: number): number[] {
  const rng = createRng(2026, sender);
  return Array.from({ length: batchesEach * batchSize }, () => 0.8 + 0.05 * rng.normal());
}

function batchOf(sender: number, seq: number, values: readonly number[]): MetricBatch {
  const v = values.slice((seq - 1) * batchSize, seq * batchSize);
  return {
    source: `sender-${sender}`,
    seq,
    series: [{ metric: 'accuracy', segment: `shop-${sender}`, t0: seq * batchSize, dt: 1, v }],
  };
}

/** The same average, in the plainest way there is. */
function movingAverage(values: readonly number[], alpha: number): number {
  return values.slice(1).reduce((average, x) => alpha * x + (1 - alpha) * average, values[0]!);
}

describe('a monitor under load', () => {
  it(`counts ${total} observations of ${senders} senders exactly once each, across continue-as-news and resends`, async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const file = scriptedMonitor(newModel(), {}, { metrics: { accuracy: { below: -1, window: 20, alpha: 0.3 } } });
      const monitor = await startMonitor(temporal, file, { rollAfterEvents: 150 });
      const streams = Array.from({ length: senders }, (_, sender) => ({
        values: valuesOf(sender),
        rng: createRng(7, sender),
      }));
      let resends = 0;
      let view = await monitor.query(stateQuery);
      for (let round = 0; round < rounds; round++) {
        await Promise.all(
          streams.map(async ({ values, rng }, sender) => {
            for (let seq = round * batchesARound + 1; seq <= (round + 1) * batchesARound; seq++) {
              await monitor.signal(metricsSignal, batchOf(sender, seq, values));
              if (rng.uniform() > 0.15) continue;
              // Whatever was sent before, by somebody who never got the answer.
              resends += 1;
              await monitor.signal(metricsSignal, batchOf(sender, rng.int(1, seq), values));
            }
          })
        );
        // Back-pressure as the publisher has it: the server repeats a task in which more than 100 signals arrive.
        view = await eventually(
          () => monitor.query(stateQuery),
          ({ counts }) => counts.batches + counts.duplicates === (round + 1) * batchesARound * senders + resends
        );
      }
      const { counts, series } = view;
      expect(total).toBe(100_000);
      expect(counts).toMatchObject({
        observations: total,
        batches: senders * batchesEach,
        duplicates: resends,
        refusedBatches: 0,
        invalid: 0,
        outOfOrder: 0,
      });
      const ewmas = await monitor.query(ewmaQuery);
      const windows = await monitor.query(windowQuery);
      for (let sender = 0; sender < senders; sender++) {
        const values = valuesOf(sender);
        const name = `shop-${sender}`;
        expect(series.find(({ segment }) => segment === name)?.n).toBe(batchesEach * batchSize);
        expect(windows[`accuracy/${name}`]).toEqual(values.slice(-20));
        const expected = movingAverage(values, 0.3);
        expect(Math.abs(ewmas[`accuracy/${name}`]! / expected - 1)).toBeLessThan(1e-12);
      }
      expect((await runsOf(temporal.client, monitor.workflowId)).length).toBeGreaterThan(3);
      expect(await failedTasks(temporal.client, monitor.workflowId)).toEqual([]);
      await monitor.terminate('the test is over');
    });
    await world.clean();
  });
});
