import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { playInThread } from '../../src/serve/endpoints/page/preview-policy.ts';
import { playPreview, type PreviewTask } from '../../src/serve/endpoints/page/play-preview.ts';
import { model } from './world.ts';

const start = Date.UTC(2026, 2, 1);
const minuteMs = 60_000;

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
