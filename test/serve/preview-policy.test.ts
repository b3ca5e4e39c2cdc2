import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { playInThread } from '../../src/serve/endpoints/page/preview-policy.ts';
import { playPreview, type PreviewTask } from '../../src/serve/endpoints/page/play-preview.ts';
import { model } from './world.ts';

const start = Date.UTC(2026, 2, 1);
const minuteMs = 60_000;

const hourMs = 60 * minuteMs;

/** Hourly values, all sent within two seconds, two months after the last of them. */
function sentLater(days: number): PreviewTask['events'] {
  const sentAt = start + days * 24 * hourMs + 60 * 24 * hourMs;
  const batches = [0, 1].map((part) => {
    const v = Array.from({ length: days * 12 }, (_, i) => (part === 1 && i % 240 > 200 ? 0.5 : 0.9));
    const series = [{ metric: 'accuracy', t0: start + part * days * 12 * hourMs, dt: hourMs, v }];
    return { at: sentAt + part * 1_000, type: 'batch' as const, batch: { source: 'a', seq: part + 1, series } };
  });
  return [{ at: sentAt - 1_000, type: 'started', champion: '1.0.0', generation: 1, seen: {} }, ...batches];
}

/** A past of single values, of which each second thousand is bad. */
function pastOf(values: number): PreviewTask['events'] {
  const batches = Array.from({ length: values }, (_, n) => {
    const at = start + n * minuteMs;
    const v = [Math.floor(n / 1_000) % 2 === 0 ? 0.9 : 0.5];
    return {
      at,
      type: 'batch' as const,
      batch: { source: 'a', seq: n + 1, series: [{ metric: 'accuracy', t0: at, dt: [0], v }] },
    };
  });
  return [{ at: start, type: 'started', champion: '1.0.0', generation: 1, seen: {} }, ...batches];
}

function task(values: number, days = 90): PreviewTask {
  const of = (below: number): PreviewTask['before'] => parseMonitor({ model, metrics: { accuracy: { below } } });
  return { model, events: pastOf(values), before: of(0.7), after: of(0.3), days };
}

describe('what a policy would have meant', () => {
  it('is played in a thread, to the same answer', async () => {
    const given = task(4_000);
    const answer = await playInThread(given, new AbortController().signal);
    expect(answer).toEqual(playPreview(given));
    expect(answer.current.retrains.length).toBeGreaterThan(0);
    expect(answer.proposed.retrains).toEqual([]);
    expect(answer.text).toMatch(/^On its own last 3 days this means 0 retrains instead of \d+$/);
  });

  it('counts its days, and puts its retrains, in the time of the values, whenever these were sent', () => {
    const given = { ...task(1), events: sentLater(40) };
    const whole = playPreview(given);
    expect(whole).toMatchObject({ from: start, to: start + (40 * 24 - 1) * hourMs, observations: 40 * 24 });
    expect(whole.text).toBe('On its own last 40 days this means 0 retrains instead of 1');
    expect(whole.current.retrains).toMatchObject([{ eventAt: whole.to }]);
    const part = playPreview({ ...given, days: 10 });
    expect(part.text).toMatch(/^On its own last 10 days /);
    expect(part).toMatchObject({ from: whole.to! - 10 * 24 * hourMs, to: whole.to, isCut: true });
    expect(part.observations).toBe(10 * 24 + 1);
  });

  it('leaves the server free to answer others while a long past is played', async () => {
    const before = performance.eventLoopUtilization();
    const { observations } = await playInThread(task(30_000), new AbortController().signal);
    const { utilization } = performance.eventLoopUtilization(before);
    expect(observations).toBe(30_000);
    expect(utilization).toBeLessThan(0.5);
  });

  it('is given up in words when it takes too long', async () => {
    await expect(playInThread(task(10), AbortSignal.abort(new Error('time is up')))).rejects.toMatchObject({
      kind: 'busy',
      message: `The past of \`${model}\` takes longer than 30 s to play; take fewer days, or use \`temporal-retrain backtest --monitor\``,
    });
  });
});
