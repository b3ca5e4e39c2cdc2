import { holdText } from '../../core/view/words.ts';
import type { HoldReason } from '../../core/state/decision.ts';
import type { Story, StoryPoint } from '../story.ts';

/** A run of points in which something held retrains back. */
export interface HoldSpan {
  by: HoldReason;
  from: number;
  to: number;
}

/** A run of points with the average under the limit in which no retrain began. */
export interface QuietSpan {
  from: number;
  to: number;
  points: number;
  lowest: number;
  /** What held, in words, each once; empty if the retrain before it had only just ended. */
  holds: string[];
}

/** What held, each from its first point to its last. */
export function holdSpans({ points }: Pick<Story, 'points'>): HoldSpan[] {
  const kinds = [...new Set(points.flatMap(({ holds }) => holds))];
  return kinds.flatMap((by) =>
    runsOf(points, ({ holds }) => holds.includes(by)).map((run) => ({ by, from: run[0]!.at, to: run.at(-1)!.at }))
  );
}

/** When a reader could think that the monitor slept, and why it did not act. */
export function quietSpans({ points, retrains, limit }: Pick<Story, 'points' | 'retrains' | 'limit'>): QuietSpan[] {
  const began = new Set(retrains.map(({ at }) => at));
  return runsOf(points, ({ ewma, at }) => ewma < limit && !began.has(at))
    .filter((run) => run.length >= leastPoints)
    .map((run) => ({
      from: run[0]!.at,
      to: run.at(-1)!.at,
      points: run.length,
      lowest: Math.min(...run.map(({ ewma }) => ewma)),
      holds: [...new Set(run.flatMap(({ holds }) => holds))].map(holdText),
    }));
}

/** What kept a retrain from beginning. */
export function whyQuiet({ holds }: QuietSpan): string {
  return holds.length > 0
    ? `held by ${holds.join(' and ')}`
    : 'its retrain had ended, and it asks again when a cool-down has ended';
}

// --- internal ---

/** A single point under the limit is no silence: the next one brings the answer. */
const leastPoints = 2;

function runsOf(points: readonly StoryPoint[], isIn: (point: StoryPoint) => boolean): StoryPoint[][] {
  const runs: StoryPoint[][] = [];
  let run: StoryPoint[] = [];
  for (const point of [...points, undefined]) {
    if (point && isIn(point)) {
      run.push(point);
      continue;
    }
    if (run.length > 0) runs.push(run);
    run = [];
  }
  return runs;
}
