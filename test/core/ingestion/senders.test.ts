import { beforeAll, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { accuracyBelow, hourMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { maxSkipped, maxSources, pastSourcesAGeneration, sourceTtlMs } from '../../../src/core/ingestion/senders.ts';
import { maxStateBytes, shed } from '../../../src/core/bounds/shed.ts';
import { TestMonitor } from '../../support/monitor.ts';

const start = (): TestMonitor => new TestMonitor(stateOf(policyOf([accuracyBelow(0.7)])));

interface Sent {
  source: string;
  seq: number;
  made?: number;
}

const send = (monitor: TestMonitor, batch: Sent): void => {
  const series = [{ metric: 'accuracy', t0: noon, dt: 1, v: [0.95] }];
  monitor.apply({ type: 'batch', batch: { series, ...batch } });
};

/** So many other sources, a second apart. */
const others = (monitor: TestMonitor, count: number): void => {
  for (let i = 0; i < count; i++) {
    monitor.now += 1_000;
    send(monitor, { source: `other-${monitor.now}`, seq: 1, made: monitor.now });
  }
};

describe('a source that was silent for long', () => {
  it.each([1.1, 7, 400])('is known after %f days: what it sends again counts once', (days) => {
    const monitor = start();
    for (const seq of [1, 2, 3]) send(monitor, { source: 'spool', seq });
    monitor.now += days * 24 * hourMs;
    send(monitor, { source: 'new', seq: 1 });
    for (const seq of [1, 2, 3, 4]) send(monitor, { source: 'spool', seq });
    expect(monitor.state.counts).toMatchObject({ observations: 5, duplicates: 3, refusedBatches: 0 });
  });

  it('is known beside more senders than are remembered by name, also through JSON', () => {
    let monitor = start();
    send(monitor, { source: 'spool', seq: 8, made: monitor.now });
    others(monitor, pastSourcesAGeneration);
    monitor = new TestMonitor(JSON.parse(JSON.stringify(monitor.state)) as typeof monitor.state, monitor.now);
    const { observations } = monitor.state.counts;
    send(monitor, { source: 'spool', seq: 8, made: noon });
    expect(monitor.state.counts).toMatchObject({ observations, duplicates: 1 });
    send(monitor, { source: 'spool', seq: 9, made: noon });
    expect(monitor.state.counts).toMatchObject({ observations: observations + 1, duplicates: 1 });
    expect(Object.keys(monitor.state.sources)).toHaveLength(maxSources);
  });

  it('goes from the memory by name when a day has passed and another comes', () => {
    const monitor = start();
    send(monitor, { source: 'old', seq: 1 });
    monitor.now += sourceTtlMs + 1;
    send(monitor, { source: 'new', seq: 1 });
    expect(Object.keys(monitor.state.sources)).toEqual(['@new']);
    expect(monitor.state.pastSources?.young).toHaveLength(2);
  });
});

/** Has forgotten `spool`. Made once: a test goes on from its state, which no step changes. */
const full = start();
beforeAll(() => {
  send(full, { source: 'spool', seq: 1, made: full.now });
  others(full, maxSources + 2 * pastSourcesAGeneration);
});
const crowded = (): TestMonitor => new TestMonitor(full.state, full.now);

describe('a source that is forgotten after thousands of others', () => {
  it('is refused what may have been counted, in words, rather than counted twice', () => {
    const monitor = crowded();
    const { observations } = monitor.state.counts;
    send(monitor, { source: 'spool', seq: 1, made: noon });
    expect(monitor.state.counts).toMatchObject({ observations, refusedBatches: 1 });
    expect(monitor.state.refused.at(-1)?.reason).toMatch(/^Batch 1 of source `spool` was made at 2026.* not counted$/);
  });

  it('counts with what it has made since', () => {
    const monitor = crowded();
    const { observations } = monitor.state.counts;
    send(monitor, { source: 'spool', seq: 2, made: monitor.now });
    send(monitor, { source: 'by-hand', seq: 1 });
    expect(monitor.state.counts).toMatchObject({ observations: observations + 2, refusedBatches: 0 });
  });

  it('took no more than 110 kB of the state, however many there were', () => {
    const monitor = crowded();
    for (let i = 0; i < 3; i++) others(monitor, pastSourcesAGeneration - 1);
    expect(JSON.stringify(monitor.state.pastSources).length).toBeLessThan(110_000);
    expect(monitor.state.pastSources!.young.length + monitor.state.pastSources!.old.length).toBeGreaterThanOrEqual(
      2 * pastSourcesAGeneration
    );
  });

  it('is told from new ones also where its number was given up for want of room', () => {
    const monitor = start();
    send(monitor, { source: 'spool', seq: 1, made: monitor.now });
    others(monitor, 2 * maxSources);
    expect(shed(monitor.state, maxStateBytes).gone).toEqual([]);
    monitor.state = shed(monitor.state, 1_000).state;
    const { observations } = monitor.state.counts;
    send(monitor, { source: 'spool', seq: 1, made: noon });
    send(monitor, { source: 'fresh', seq: 1, made: monitor.now });
    expect(monitor.state.counts).toMatchObject({ observations: observations + 1, refusedBatches: 1 });
  });
});

describe('a number that was skipped', () => {
  it('counts once when it comes later, in any order', () => {
    const monitor = start();
    const sent = [1, 2, 9, 5, 3, 5, 4, 9, 10, 8, 7, 6, 1, 7, 11];
    for (const seq of sent) send(monitor, { source: 's', seq });
    expect(monitor.state.counts).toMatchObject({ observations: 11, duplicates: 4 });
    expect(monitor.state.sources['@s']).toEqual({ seq: 11, at: monitor.now });
  });

  it('counts also before the first that came', () => {
    const monitor = start();
    for (const seq of [3, 1, 2, 3]) send(monitor, { source: 's', seq });
    expect(monitor.state.counts).toMatchObject({ observations: 3, duplicates: 1 });
  });

  it('never counts twice, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (all) => {
        const monitor = start();
        for (const seq of all) send(monitor, { source: 's', seq });
        const { observations, duplicates } = monitor.state.counts;
        expect(observations).toBeLessThanOrEqual(new Set(all).size);
        expect(observations + duplicates).toBe(all.length);
      })
    );
  });

  it('takes little room: of many gaps the newest are remembered', () => {
    const monitor = start();
    for (let seq = 2; seq < 200; seq += 2) send(monitor, { source: 's', seq });
    expect(monitor.state.sources['@s']?.skipped).toHaveLength(2 * maxSkipped);
    for (const seq of [1, 197]) send(monitor, { source: 's', seq });
    expect(monitor.state.counts).toMatchObject({ observations: 100, duplicates: 1 });
  });

  it('is not one for a source that may have been forgotten', () => {
    const monitor = crowded();
    for (const seq of [3, 1]) send(monitor, { source: 'spool', seq, made: monitor.now });
    expect(monitor.state.counts).toMatchObject({ duplicates: 1 });
  });
});

describe('a run that 0.1.0 has begun', () => {
  it('forgets after a day, as it did, so that its history replays', () => {
    const monitor = start();
    monitor.state = { ...monitor.state, pastSources: null };
    send(monitor, { source: 'old', seq: 1 });
    monitor.now += sourceTtlMs + 1;
    send(monitor, { source: 'new', seq: 1 });
    send(monitor, { source: 'old', seq: 3, made: noon });
    send(monitor, { source: 'old', seq: 1, made: noon });
    expect(monitor.state.counts).toMatchObject({ observations: 3, duplicates: 1 });
  });
});
