import type { Faults } from '../faults/faults.ts';
import type { Path } from '../faults/path.ts';

/** Ids as given; a missing one is the name of its kind, numbered from the second on: `limit`, `limit-2`. */
export function numberedIds(given: readonly (string | undefined)[], kinds: readonly string[]): string[] {
  const taken = new Set(given.filter((id) => id !== undefined));
  return given.map((id, index) => {
    if (id !== undefined) return id;
    const kind = kinds[index] ?? '';
    let free = kind;
    for (let number = 2; taken.has(free); number++) free = `${kind}-${number}`;
    taken.add(free);
    return free;
  });
}

/** Notes a fault for every repeated id. */
export function refuseTwins(
  ids: readonly (string | undefined)[],
  what: string,
  pathOf: (index: number) => Path,
  faults: Faults
): void {
  ids.forEach((id, index) => {
    if (id !== undefined && ids.indexOf(id) < index)
      faults.expected(pathOf(index), `an id that no other ${what} has`, id, 'rename one of them');
  });
}

/** Notes a fault for every metric that a list names again: it would count twice, or by two limits. */
export function refuseRepeated(metrics: readonly string[], pathOf: (index: number) => Path, faults: Faults): void {
  metrics.forEach((metric, index) => {
    if (metrics.indexOf(metric) < index)
      faults.expected(pathOf(index), 'a metric that is not listed twice', metric, 'remove it');
  });
}
