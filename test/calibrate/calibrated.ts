import { calibrate, type Calibration } from '../../src/calibrate/calibrate.ts';
import { createRng } from '../../src/stats/rng.ts';
import { finish } from '../../src/backtest/steps.ts';
import { falseAlarms, lifeOf } from '../../src/calibrate/false-alarms.ts';
import { parseMonitor, type Monitor } from '../../src/config/parse-monitor.ts';
import { timesOf } from './processes.ts';
import { resamplerOf, type Source } from '../../src/calibrate/noise/resampler.ts';
import { hourMs, noon } from '../support/policies.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

export const stepMs = 300_000;
/** One false retrain in so much time. */
const perMs = 1_500 * stepMs;

export function monitorOf(changes: Partial<MonitorFile>): Monitor {
  return parseMonitor({ model: 'shop:ranker', cooldown: '30m', ...changes });
}

/** Limits from one history of a process; `truth()` counts what they launch on streams of it that it has never seen. */
export function calibrated(
  monitor: Monitor,
  source: Source,
  seed: number,
  events = 300,
  per = perMs,
  confidence?: number
): Calibration & { truth: () => number } {
  const values = source.draw(createRng(seed), 12_000, noon);
  const sources = [resamplerOf({ metric: source.metric, segment: '' }, timesOf(12_000), values)];
  const world = { config: monitor.config, sources, from: noon, takesMs: hourMs / 2, seed: 1 };
  const result = calibrate({
    ...world,
    policy: monitor.policy,
    falseRetrains: 1,
    perMs: per,
    events,
    ...(confidence === undefined ? {} : { confidence }),
  });
  const truth = (): number => {
    const fresh = { ...world, sources: [source], seed: 99, lifeMs: lifeOf(sources, per) };
    const { count, ms } = finish(falseAlarms(fresh, result.policy, 600 * per, 7));
    return count / (ms / per);
  };
  return { ...result, truth };
}

export const cusum = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'z-cusum' }] } } });
