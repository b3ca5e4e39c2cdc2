import type { JsonObject } from '../terms/json.ts';

/** A value of a choice, and what a condition can compare with. */
export type Choice = string | number | boolean;

/**
 * One hyper-parameter. `log` draws uniformly in the exponent. `points` is how many values a grid tries between `low`
 * and `high`, both included; other tuners ignore it.
 */
export type Dimension =
  | { type: 'float'; low: number; high: number; log?: boolean; points?: number }
  | { type: 'int'; low: number; high: number; log?: boolean; step?: number; points?: number }
  | { type: 'choice'; values: Choice[] };

/** A dimension that exists only where another one has one of these values. */
export type Conditional = Dimension & { when?: { name: string; in: Choice[] } };

export type SearchSpace = Record<string, Conditional>;

export interface Trial {
  number: number;
  params: JsonObject;
  /** `running` trials count too: a tuner steers parallel trials apart. */
  state: 'running' | 'complete' | 'failed' | 'pruned';
  /** Objective value; only when complete (or pruned: the last intermediate one). */
  value: number | null;
  /** Partial results `[step, value]` in the order of their steps, for pruning. */
  intermediate?: [number, number][];
}

export interface AskRequest {
  space: SearchSpace;
  goal: 'maximize' | 'minimize';
  trials: readonly Trial[];
  /** Number of the requested trial, from 0; with `seed` it fixes the answer. */
  number: number;
  /** Any whole number up to 2^53 in size. */
  seed: number;
  /**
   * What trial 0 tries, normally the champion's own hyper-parameters: the study then cannot end below them unless the
   * data changed. Values outside the space move to the nearest one inside, missing ones are drawn, unknown ones are
   * dropped.
   * @default none: trial 0 is drawn
   */
  first?: JsonObject;
}

/**
 * Proposes hyper-parameters. A pure function of the study so far: the same request always gives the same proposal, so a
 * crash or a replay changes nothing, and there is no tuner state to lose.
 */
export interface Tuner {
  readonly name: string;
  /**
   * The next parameters to try; `null` when the space is exhausted: the grid is finished, or every point of a space
   * without continuous parameters was tried.
   *
   * @throws ConfigurationError when `checkSpace` finds fault with the space
   */
  ask(request: AskRequest): JsonObject | null;
}
