import { describe, expect, it } from 'vitest';
import { detectorFor, hourMs, metricOf, policyOf, stateOf } from '../../support/policies.ts';
import { maxStateBytes, shed, stateBytes } from '../../../src/core/bounds/shed.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Two metrics, one with late labels, in drift and held back, with a ledger, refused batches and segments. */
function grown(segments = 30): MonitorState {
  const detectors = [detectorFor('limit', { below: 0.9 })];
  const monitor = new TestMonitor(
    stateOf(
      policyOf(
        [
          metricOf('accuracy', { detectors, maxSegments: segments }),
          metricOf('f1', { detectors, maxSegments: segments, lateness: { allowedMs: hourMs, buffer: 100 } }),
        ],
        { ledgerSize: 1_000 }
      )
    )
  );
  const reason = { type: 'manual' as const, at: 0, actor: 'ada', text: 'because '.repeat(50) };
  const manual = { key: 'manual', code: 'manual' as const, severity: 'soft' as const, raisedAt: 0 };
  monitor.state = {
    ...monitor.state,
    judged: { generation: 1, version: '1.0.1', outcome: 'rejected', actor: 'ada', comment: 'x'.repeat(400), at: 0 },
    triggers: [{ ...manual, reasons: Array.from({ length: 9 }, () => reason), evidence: [], heldBy: [] }],
  };
  monitor.command({ name: 'pause' });
  for (let i = -1; i < segments; i++) {
    monitor.now += 1_000;
    monitor.send(
      ['accuracy', 'f1'].map((metric) => ({
        metric,
        ...(i < 0 ? {} : { segment: `country ${i}` }),
        t0: monitor.now,
        dt: 10,
        v: Array.from({ length: 40 }, (_, n) => 0.5 + Math.sin(n) / 9),
      }))
    );
    monitor.apply({ type: 'batch', batch: 'x'.repeat(200) });
  }
  return monitor.state;
}

const precious = ({ sources, generation, champion, inFlight, approval, phase }: MonitorState): unknown => ({
  sources,
  generation,
  champion,
  inFlight,
  approval,
  phase,
});

const findings = 'findings that wait beside 64 others';

/** The most bytes at which it has to give up findings, and no more than that. */
function withFewerFindings(state: MonitorState): number {
  let max = bytes(state);
  while (shed(state, max).gone.at(-1) !== findings) max -= 2_000;
  return max;
}

describe('a state that is too large', () => {
  it('that fits is not touched', () => {
    const state = grown(2);
    expect(shed(state, maxStateBytes)).toEqual({ state, gone: [] });
    expect(stateBytes(state)).toBe(bytes(state));
  });

  it('gives up what matters least first, no further than it takes', () => {
    const state = grown(40);
    const order = [
      'lifelong trails of the metrics',
      'texts of the ledger',
      'reasons of refused batches',
      'old entries of the ledger',
      'comments and reports of the past',
      'further reasons of what waits',
      'newest values, kept for showing',
      'open windows for late labels',
      findings,
      'streams of segments',
    ];
    let before: string[] = [];
    for (let max = bytes(state); max > 45_000; max -= 2_000) {
      const { state: less, gone } = shed(state, max);
      expect(bytes(less)).toBeLessThanOrEqual(max);
      expect(gone).toEqual(order.filter((what) => gone.includes(what)));
      expect(gone.slice(0, before.length)).toEqual(before);
      before = gone;
      expect(precious(less)).toEqual(precious(state));
      if (!gone.includes(findings))
        expect(less.triggers.map(({ key }) => key)).toEqual(state.triggers.map(({ key }) => key));
      expect(Object.keys(less.series)).toEqual(expect.arrayContaining(['accuracy/', 'f1/']));
    }
    expect(before).toEqual(order);
    expect(Object.keys(shed(state, 45_000).state.series).length).toBeLessThan(62);
  });

  it('of segments those go first that were not heard of for longest', () => {
    const { state, gone } = shed(grown(), 45_000);
    expect(gone).toContain('streams of segments');
    const segments = Object.values(state.series).flatMap(({ segment }) => (segment === '' ? [] : [segment]));
    expect(segments.length).toBeGreaterThan(0);
    expect(segments).toContain('country 29');
    expect(segments).not.toContain('country 0');
  });

  it('goes on counting: what was closed stays counted, and later values are judged', () => {
    const monitor = new TestMonitor(grown());
    const before = monitor.state.counts;
    monitor.apply({ type: 'fit', maxBytes: 45_000 });
    expect(monitor.state.counts).toMatchObject({ observations: before.observations, shed: 1 });
    expect(monitor.state.counts.closedEarly).toBeGreaterThan(0);
    expect(monitor.notices('state-shed')).toHaveLength(1);
    expect(monitor.state.ledger.at(-1)?.note).toMatch(
      /^the state took more than 43 KiB, and gave up lifelong trails of the metrics, texts of the ledger,/
    );
    monitor.send([{ metric: 'f1', t0: monitor.now + 5_000, dt: 1, v: [0.95, 0.96] }], { source: 'later' });
    expect(monitor.state.counts.observations).toBe(before.observations + 2);
    const { triggers } = monitor.state;
    monitor.now += hourMs;
    monitor.command({ name: 'resume' });
    expect(triggers.length).toBeGreaterThan(2);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('of findings that wait keeps those of people and the severest, as many as a launch has reasons', () => {
    const full = grown(60);
    const triggers = full.triggers.map((trigger, i) => (i > 110 ? { ...trigger, severity: 'full' as const } : trigger));
    const { state } = shed({ ...full, triggers }, withFewerFindings({ ...full, triggers }));
    expect(state.triggers).toHaveLength(64);
    expect(state.triggers[0]?.key).toBe('manual');
    expect(state.triggers.filter(({ severity }) => severity === 'full')).toHaveLength(triggers.length - 111);
  });

  it('whose findings were given up launches all the same, and what is still in drift asks again', () => {
    const monitor = new TestMonitor(grown(60));
    monitor.apply({ type: 'fit', maxBytes: withFewerFindings(monitor.state) });
    expect(monitor.state.triggers).toHaveLength(64);
    monitor.now += hourMs;
    monitor.command({ name: 'resume' });
    expect(monitor.launches()).toHaveLength(1);
    monitor.started();
    monitor.finished({ status: 'cancelled' });
    monitor.pass(60 * 24 * hourMs);
    expect(monitor.launches().length).toBeGreaterThan(1);
    expect(monitor.launches()[1]?.reasons).toHaveLength(64);
  });

  it('tells of every stream that it gives up in drift that this is over, and enters what waited for it', () => {
    const monitor = new TestMonitor(grown(120));
    monitor.apply({ type: 'fit', maxBytes: 45_000 });
    const told = monitor.notices('state-shed').flatMap(({ subjects = [] }) => subjects);
    const there = new Set(Object.values(monitor.state.series).map(({ metric, segment }) => `${metric}/${segment}`));
    const all = ['accuracy', 'f1'].flatMap((metric) => Array.from({ length: 120 }, (_, i) => `${metric}/country ${i}`));
    const lost = all.filter((name) => !there.has(name));
    expect(lost.length).toBeGreaterThan(50);
    expect(new Set(told)).toEqual(new Set(lost.map((name) => `${name}/limit`)));
    const waiting = new Set(monitor.state.triggers.map(({ key }) => key));
    expect(told.filter((subject) => waiting.has(subject))).toEqual([]);
    const entries = monitor.state.ledger.slice(-2);
    expect(entries[0]).toMatchObject({ decision: 'expired', reasonCodes: ['state-shed'] });
    expect(entries[1]?.note).toMatch(/findings of those streams wait no longer, nothing else/);
  });

  it('closes the gaps of numbered lists before it gives up a stream, and what came there is told as indistinct', () => {
    const monitor = new TestMonitor(grown(2));
    const send = (numbers: number[]): void => {
      const steps = numbers.map((number, i) => number - (numbers[i - 1] ?? 0));
      const l = { of: 'file', first: 0, steps };
      const series = { metric: 'accuracy', t0: monitor.now, dt: 0, v: numbers.map(() => 0.95), l };
      monitor.send([series], { source: `of-${numbers.length}`, seq: 1 });
    };
    send(Array.from({ length: 1_000 }, (_, i) => i * i));
    const before = monitor.state;
    const streams = Object.keys(before.series).length;
    let max = bytes(before);
    while (JSON.stringify(monitor.state.lists).includes('gaps')) {
      monitor.state = shed(before, (max -= 1_000)).state;
      expect(Object.keys(monitor.state.series)).toHaveLength(streams);
    }
    send([2, 999 * 999]);
    expect(monitor.state.counts).toMatchObject({ indistinct: 1, repeated: 1 });
    expect(monitor.state.counts.observations).toBe(before.counts.observations);
  });

  it('gives up streams in drift last', () => {
    const state = grown();
    const calm = Object.entries(state.series).map(([key, series]) =>
      series.segment === 'country 29'
        ? [key, { ...series, slots: series.slots.map((slot) => ({ ...slot, latched: false })) }]
        : [key, series]
    );
    const segments = Object.values(shed({ ...state, series: Object.fromEntries(calm) }, 45_000).state.series);
    expect(segments.map(({ segment }) => segment)).not.toContain('country 29');
    expect(segments.map(({ segment }) => segment)).toContain('country 28');
  });

  it('a state of before comments were cut fits again', () => {
    const killSwitch = { scope: null, since: 0, actor: 'x', comment: 'y'.repeat(1_900_000), checkAt: 2e12 };
    const state = grown(2);
    const ledger = state.ledger.map((entry) => ({ ...entry, note: 'z'.repeat(1_900_000) }));
    expect(bytes(shed({ ...state, killSwitch, ledger }, maxStateBytes).state)).toBeLessThan(maxStateBytes);
  });
});
