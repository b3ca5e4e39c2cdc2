import type { MonitorInput } from '../../../src/core/wire/messages.ts';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/core/view/explain.ts';
import { minuteMs } from '../../support/policies.ts';
import { recordedStates } from '../../support/histories.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { upcast } from '../../../src/core/upcast.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const recorded = [...(await recordedStates())];

/** As the monitor workflow reads what the run before it left. */
function resumed({ carried, config, policy }: MonitorInput): TestMonitor {
  if (!carried) throw new Error('Expected an input that was carried over');
  const state = upcast({ ...carried.state, config, policy });
  return new TestMonitor(state, Math.max(state.startedAt, ...Object.values(state.series).map((s) => s.heardAt)) + 1);
}

describe('a state that an older version has written', () => {
  it('is there for every version', () => {
    expect(recorded.map(([version]) => version)).toContain('0.1.0');
  });

  it.each(recorded)('of %s keeps its counts, its champion and its place in every stream', (_, input) => {
    const { state: before } = input.carried!;
    const { state, now } = resumed(input);
    expect(viewOf(state, now)).toMatchObject({
      champion: before.champion,
      generation: before.generation,
      counts: before.counts,
    });
    expect(Object.keys(state.series)).toEqual(Object.keys(before.series));
    expect(() => explain(state, now)).not.toThrow();
  });

  it.each(recorded)('of %s goes on: it knows resent batches, takes new ones and launches a retrain', (_, input) => {
    const monitor = resumed(input);
    const { counts, generation, inFlight, sources } = monitor.state;
    expect(inFlight).not.toBeNull();
    const [source, { seq }] = Object.entries(sources)[0]!;
    const batch = (number: number) => ({
      type: 'batch' as const,
      batch: {
        source: source.slice(1),
        seq: number,
        series: [{ metric: 'accuracy', t0: monitor.now, dt: 1_000, v: [0.9, 0.4] }],
      },
    });
    monitor.apply(batch(seq));
    expect(monitor.state.counts).toMatchObject({
      observations: counts.observations,
      duplicates: counts.duplicates + 1,
    });
    monitor.promoted('1.0.1');
    monitor.now += minuteMs;
    monitor.apply(batch(seq + 1));
    expect(monitor.state.counts.observations).toBe(counts.observations + 2);
    monitor.pass(minuteMs);
    expect(monitor.launches()[0]).toMatchObject({ generation: generation + 1 });
    expect(JSON.parse(JSON.stringify(monitor.state))).toEqual(monitor.state);
  });
});
