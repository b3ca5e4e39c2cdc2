import type { JsonObject } from '../core/json.ts';

/** One hyper-parameter. `log` draws uniformly in the exponent. */
export type Dimension =
  | { type: 'float'; low: number; high: number; log?: boolean }
  | { type: 'int'; low: number; high: number; log?: boolean; step?: number }
  | { type: 'choice'; values: (string | number | boolean)[] };

/** A dimension that exists only where another one has one of these values. */
export type Conditional = Dimension & { when?: { name: string; in: (string | number | boolean)[] } };

export type SearchSpace = Record<string, Conditional>;

export interface Trial {
  number: number;
  params: JsonObject;
  /** `running` trials count too: a tuner steers parallel trials apart. */
  state: 'running' | 'complete' | 'failed' | 'pruned';
  /** Objective value; only when complete (or pruned: the last intermediate one). */
  value: number | null;
  /** Partial results `[step, value]`, for pruning. */
  intermediate?: [number, number][];
}

export interface AskRequest {
  space: SearchSpace;
  goal: 'maximize' | 'minimize';
  trials: readonly Trial[];
  /** Number of the trial that is asked for; with `seed` it fixes the answer. */
  number: number;
  seed: number;
}

/**
 * Proposes hyper-parameters. A pure function of the study so far: the same request always gives the same proposal, so a
 * crash or a replay changes nothing, and there is no tuner state to lose.
 */
export interface Tuner {
  readonly name: string;
  /** The next parameters to try; `null` when the space is exhausted (grid). */
  ask(request: AskRequest): JsonObject | null;
}
