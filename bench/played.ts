import { against, type Row } from './row.ts';
import { finish } from '../src/backtest/steps.ts';
import { parseMonitor } from '../src/config/parse-monitor.ts';
import { playMonitor } from '../src/backtest/life/play-monitor.ts';
import { startAt, steadyValues } from './streams.ts';
import type { Life, LifeTask } from '../src/backtest/life/life.ts';

/** Time to play a monitor's life of 50,000 observations and to write what is drawn; reading the history not counted. */
export function playedLives(): Row[] {
  return [1, 100].map((perBatch) =>
    against(`played.50000_observations_in_batches_of_${perBatch}`, secondsToPlay(perBatch), 's', 1)
  );
}

// --- internal ---

const observations = 50_000;
const everyMs = 60_000;
const bounds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, points: 1_000 };

function secondsToPlay(perBatch: number): number {
  const life = lifeOf(perBatch);
  const seconds: number[] = [];
  // The best of three: what other programs take away is no property of this one.
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const played = finish(playMonitor('bench:played', life, bounds));
    JSON.stringify(played);
    seconds.push((performance.now() - began) / 1_000);
    if (played.observations !== observations) throw new Error(`Expected all to be played, got ${played.observations}`);
  }
  return Math.min(...seconds);
}

function lifeOf(perBatch: number): Life {
  const detectors = [{ type: 'ewma-limit', below: 0.8 }, { type: 'page-hinkley' }];
  const { config, policy } = parseMonitor({ model: 'bench:played', metrics: { accuracy: { detectors } } });
  const values = steadyValues(3, observations);
  const tasks: LifeTask[] = [];
  for (let from = 0; from < observations; from += perBatch) {
    const [at, v] = [startAt + from * everyMs, values.slice(from, from + perBatch)];
    const series = [{ metric: 'accuracy', t0: at, dt: everyMs, v }];
    const batch = { source: 'bench', seq: from / perBatch + 1, series };
    tasks.push({
      at: at + perBatch * everyMs,
      answers: [],
      messages: [{ type: 'event', event: { type: 'batch', batch } }],
    });
  }
  const recalled = { type: 'recalled', champion: '1.0.0', generation: 1 } as const;
  tasks[0]!.answers.push({ type: 'event', event: recalled });
  const input = { config, policy, searchAttributes: false };
  return { runs: [{ runId: 'bench', input, patches: ['lifelong-trails'], tasks }], isCut: false };
}
