import type { HoldReason } from '../core/state/decision.ts';

/** One observation as the service saw it; times are epoch milliseconds of the data's own clock. */
export interface StoryPoint {
  at: number;
  accuracy: number;
  /** As the monitor keeps it. */
  ewma: number;
  /** What the first model would have scored without retraining. */
  unattended: number;
  /** Its moving average, by the same recurrence. */
  unattendedEwma: number;
  version: string;
  /** What held retrains back at that time; a retrain under way is shown as such. */
  holds: HoldReason[];
}

/** One retrain, from its reason to its result. */
export interface StoryRetrain {
  generation: number;
  /** On the data's clock. */
  at: number;
  kind: string;
  reason: string;
  status: string;
  version: string | null;
  trials: number;
  /** On the same held-out days. */
  championAccuracy: number | null;
  challengerAccuracy: number | null;
  /** The gate's failed checks; empty when it passed. */
  objections: string[];
  seconds: number;
}

export interface Story {
  model: string;
  limit: number;
  alpha: number;
  daysPerPoint: number;
  points: StoryPoint[];
  retrains: StoryRetrain[];
  /** Promotions that were taken back, as the new version did worse. */
  rollbacks: { at: number; from: string; to: string }[];
  temporalUi: string | null;
}

/** Mean accuracy over a run of points, served and unattended; `NaN` where there are none. */
export function meanOf(points: readonly StoryPoint[], key: 'accuracy' | 'unattended'): number {
  return points.reduce((sum, point) => sum + point[key], 0) / points.length;
}

/** Mean live accuracy in the points around a retrain: those before it and those after, as many on each side. */
export function aroundRetrain(story: Story, retrain: StoryRetrain, width = 6): { before: number; after: number } {
  const split = story.points.findIndex(({ at }) => at > retrain.at);
  const index = split === -1 ? story.points.length : split;
  return {
    before: meanOf(story.points.slice(Math.max(0, index - width), index), 'accuracy'),
    after: meanOf(story.points.slice(index, index + width), 'accuracy'),
  };
}

/** `1984-01`, on the data's clock. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}
