import type { WorkerCard } from '../../core/wire/messages.ts';

/** Workers of one task queue that keep versions in different places, though a monitor may reach any of them. */
export interface DifferentRegistries {
  text: string;
  cause: string;
  fix: string;
}

/** `undefined` where those that say have one registry; the places are those of the workers, and may differ even so. */
export function differentRegistries(taskQueue: string, cards: readonly WorkerCard[]): DifferentRegistries | undefined {
  const known = new Map<string, { places: Set<string>; workers: number }>();
  for (const { registry } of cards) {
    if (!registry) continue;
    const one = known.get(registry.id) ?? { places: new Set<string>(), workers: 0 };
    one.places.add(registry.place);
    one.workers += 1;
    known.set(registry.id, one);
  }
  if (known.size < 2) return undefined;
  const told = [...known.values()].map(
    ({ places, workers }) => `\`${[...places].join('`, `')}\`${workers > 1 ? ` (${workers} workers)` : ''}`
  );
  return {
    text: `workers of task queue \`${taskQueue}\` have different registries: ${told.join(' and ')}`,
    cause:
      'they were started with another --registry, --home, TEMPORAL_RETRAIN_REGISTRY or working directory: what a monitor asks of one that has not its own fails, and a new monitor begins with the registry of whichever answers first',
    fix: 'start all of them with the same --registry or TEMPORAL_RETRAIN_REGISTRY (or the same --home, on one machine); a monitor that belongs to the other goes on by `temporal-retrain monitor adopt <model> <version>`',
  };
}
