import type { ModelRegistry } from '../src/registry/registry.ts';
import type { MetricSource } from '../src/sources/metric-source.ts';
import type { Notifiers } from '../src/notify/notifiers.ts';
import type { Tracing } from '../src/tracing/tracing.ts';
import type { Trainer } from '../src/trainers/trainer.ts';
import type { Tuner } from '../src/tuners/tuner.ts';

/** What activities use; created once, when the worker starts. */
export interface Dependencies {
  registry: ModelRegistry;
  trainers: ReadonlyMap<string, Trainer>;
  tuners: ReadonlyMap<string, Tuner>;
  /** Used if a policy names none. */
  defaultTuner: string;
  notifiers: Notifiers;
  /** Where metrics can be asked for, by name. */
  sources: ReadonlyMap<string, MetricSource>;
  /** Tells trainers which trace they are in. */
  tracing?: Pick<Tracing, 'current'>;
}
