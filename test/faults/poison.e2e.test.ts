import { describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { explainQuery, metricsSignal, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { failedTasks } from '../support/invariants.ts';
import { withWorker } from '../support/temporal.ts';

const json = { encoding: Buffer.from('json/plain') };
const series = [{ metric: 'accuracy', t0: 0, dt: 1, v: [0.9] }];

/** Bytes that no client of ours would send, each with the name of the signal that it comes by. */
const undecodable: [string, string, { metadata?: Record<string, Uint8Array>; data?: Uint8Array }][] = [
  ['broken JSON', 'metrics', { metadata: json, data: Buffer.from('{"source":') }],
  ['no bytes at all', 'metrics', { metadata: json, data: Buffer.from('') }],
  ['bytes that are no text', 'metrics', { metadata: json, data: Buffer.from([0xff, 0xfe, 0x00, 0x80]) }],
  [
    'an encoding nobody knows',
    'metrics',
    { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('x') },
  ],
  ['no encoding', 'metrics', { data: Buffer.from('{}') }],
  ['a broken report of a retrain', 'retrainFinished', { metadata: json, data: Buffer.from('}') }],
];

/** Nobody listens to them; those of Temporal's own it lets nobody listen to. */
const unknownNames = [
  'no-such-signal',
  '__temporal_x',
  '__temporal_',
  '__stack_trace',
  '__proto__',
  ' ',
  '漢'.repeat(300),
];

/** Values that decode, and are no batch. */
const malformed: unknown[] = [
  null,
  7,
  'accuracy=0.9',
  [],
  {},
  [[[[[[]]]]]],
  { source: 's', seq: 1 },
  { source: '', seq: 1, series },
  { source: 's', seq: -1, series },
  { source: 's', seq: 1.5, series },
  { source: 's', seq: '1', series },
  { source: 's', seq: 1e300, series },
  { source: { toString: 'x' }, seq: 1, series },
  { source: 's', seq: 2, series: 'accuracy' },
  { source: 's', seq: 3, series: [null] },
  { source: 's', seq: 4, series: [{ metric: 'accuracy', t0: 'now', dt: 1, v: [1] }] },
  { source: 's', seq: 5, series: [{ metric: 'accuracy', t0: 0, dt: 1, v: { length: 4_294_967_296 } }] },
  { source: 's', seq: 6, series: [{ metric: 7, t0: 0, dt: 1, v: [1] }] },
  { v: 99, kind: 'metrics/v99', payload: { observations: [] } },
  Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key-${i}`, i])),
  { source: 'x'.repeat(500_000), seq: 1, series },
  { source: 's', seq: 7, series: [{ ...series[0], v: Array.from({ length: 50_000 }, () => 0.1) }] },
];

/** Values that are a batch, with something in it that cannot be counted as an observation. */
const odd: unknown[] = [
  { source: 'odd', seq: 1, series: [{ metric: '__proto__', t0: 0, dt: 1, v: [0.1] }] },
  { source: 'odd', seq: 2, series: [{ metric: 'accuracy', t0: 0, dt: 1, v: ['0.1', null, {}, [1], true] }] },
  {
    source: 'odd',
    seq: 3,
    series: [{ metric: 'unheard-of', t0: 0, dt: 1, v: Array.from({ length: 5_000 }, () => 0.1) }],
  },
];

describe('a corpus of poisonous signals', () => {
  it('leaves the monitor alive, counted and shown, and nothing of it counts as an observation', async () => {
    const world = await scriptedWorld();
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const { client, namespace } = temporal;
      const monitor = await startMonitor(temporal, scriptedMonitor(newModel()));
      for (const [, signalName, payload] of undecodable)
        await client.workflowService.signalWorkflowExecution({
          namespace,
          workflowExecution: { workflowId: monitor.workflowId },
          signalName,
          input: { payloads: [payload] },
        });
      for (const signalName of unknownNames)
        await client.workflowService.signalWorkflowExecution({
          namespace,
          workflowExecution: { workflowId: monitor.workflowId },
          signalName,
          input: { payloads: [{ metadata: json, data: Buffer.from('{}') }] },
        });
      await monitor.signal('metrics');
      for (const value of malformed) await monitor.signal('metrics', value);
      for (const value of [null, {}, { generation: 'x' }, { generation: 7, status: 'promoted' }])
        await monitor.signal('retrainFinished', value);
      for (const value of odd) await monitor.signal('metrics', value);
      await monitor.signal(metricsSignal, accuracies(1, [0.91, 0.92]));

      const view = await eventually(
        () => monitor.query(stateQuery),
        ({ counts }) => counts.observations > 0
      );
      expect(view.counts).toMatchObject({
        observations: 2,
        undecodable: undecodable.length + unknownNames.length,
        invalid: 5,
      });
      expect(view.counts.unknownMetric).toBe(5_001);
      // Whatever it was, it is in one of the counts: refused, or taken as a batch without observations.
      expect(view.counts.refusedBatches).toBeGreaterThanOrEqual(malformed.length + undecodable.length);
      expect(view.refused.length).toBeGreaterThan(0);
      for (const { reason } of view.refused) expect(reason.length).toBeLessThan(500);
      expect(view).toMatchObject({ generation: 0, inFlight: null, champion: null });
      expect(JSON.stringify(await monitor.query(explainQuery)).length).toBeLessThan(100_000);
      expect(await failedTasks(client, monitor.workflowId)).toEqual([]);
      // And it still does its work.
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ana' }] });
      await eventually(
        () => monitor.query(stateQuery),
        ({ champion }) => champion === '1.0.0'
      );
    });
    await world.clean();
  });
});
