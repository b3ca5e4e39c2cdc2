import { describe, expect, it } from 'vitest';
import { FleetReading, seen } from '../../page/fleet/fleet-reading.ts';
import { countOf, fleetQueryOf, selectMonitors } from '../../page/fleet/fleet-query.ts';
import type { MonitorSummary } from '../../page/api/types.ts';

const monitor = (name: string, state = 'ok'): MonitorSummary =>
  ({ model: `shop:${name}`, status: 'RUNNING', state, hasWorker: true }) as MonitorSummary;

interface Steered {
  reading: FleetReading;
  /** The server's answer to the reading under way. */
  answer: (monitors: MonitorSummary[]) => Promise<void>;
  /** What was read, by model. */
  shown: () => Record<string, string | null>;
  begun: () => number;
  stop: () => void;
}

/** A reading whose answers come when the test says so. */
function steered(): Steered {
  const stopped = new AbortController();
  const waiting: ((monitors: MonitorSummary[]) => void)[] = [];
  let shown: readonly MonitorSummary[] = [];
  let begun = 0;
  const reading = new FleetReading(stopped.signal, async (current) => {
    begun += 1;
    shown = current(await new Promise<MonitorSummary[]>((answered) => waiting.push(answered)));
  });
  return {
    reading,
    answer: async (monitors) => {
      waiting.shift()?.(monitors);
      await new Promise(setImmediate);
    },
    shown: () => Object.fromEntries(shown.map(({ model, state }) => [model, state])),
    begun: () => begun,
    stop: () => stopped.abort(),
  };
}

describe('the fleet, while it is read', () => {
  it('keeps what changes meanwhile: an answer that was on its way knows nothing of it', async () => {
    const { reading, answer, shown } = steered();
    reading.want();
    reading.change({ changed: [monitor('a', 'drift'), monitor('new')], gone: ['shop:b'] });
    await answer([monitor('a'), monitor('b'), monitor('c')]);
    expect(shown()).toEqual({ 'shop:a': 'drift', 'shop:c': 'ok', 'shop:new': 'ok' });
    expect(reading.isUnderWay).toBe(false);
  });

  it('is read once more when that was wanted meanwhile, however often, and then as the server has it', async () => {
    const { reading, answer, shown, begun } = steered();
    reading.want();
    reading.change({ changed: [monitor('a', 'drift')], gone: [] });
    reading.want();
    reading.want();
    expect(begun()).toBe(1);
    await answer([monitor('a')]);
    expect(begun()).toBe(2);
    await answer([monitor('a'), monitor('b')]);
    expect(shown()).toEqual({ 'shop:a': 'ok', 'shop:b': 'ok' });
    expect(begun()).toBe(2);
  });

  it('is not read again once nobody looks any more', async () => {
    const { reading, answer, begun, stop } = steered();
    reading.want();
    reading.want();
    stop();
    await answer([]);
    expect(begun()).toBe(1);
  });

  it('shows a monitor without a worker as one, also where that is told as a change', async () => {
    const { reading, answer, shown } = steered();
    reading.want();
    reading.change({ changed: [{ ...monitor('a'), hasWorker: false }], gone: [] });
    await answer([]);
    expect(shown()).toEqual({ 'shop:a': 'no-worker' });
  });
});

describe('a monitor whose newest retrain has failed', () => {
  const failed = (name: string, state: string): MonitorSummary =>
    seen({ ...monitor(name, state), retrainFailed: true });

  it.each(['stable', 'warning', 'warming-up'])('needs somebody where its state is %s, and is called so', (state) => {
    const all = [seen(monitor('calm', state)), failed('failing', state)];
    expect(countOf(all, 'needs')).toBe(1);
    const [first] = selectMonitors(all, fleetQueryOf(new URLSearchParams()));
    expect(first).toMatchObject({ model: 'shop:failing', state: 'retrain-failed' });
  });

  it.each(['drift', 'awaiting-approval', 'retraining', 'paused', 'broken'])('keeps the state %s', (state) => {
    expect(failed('failing', state).state).toBe(state);
  });

  it('has no worker where none polls its queue', () => {
    expect(seen({ ...failed('failing', 'stable'), hasWorker: false }).state).toBe('no-worker');
  });
});
