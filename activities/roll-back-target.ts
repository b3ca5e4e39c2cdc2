import { RegistryError } from '../src/terms/errors.ts';
import type { AliasChange, AliasRequest, AliasState, ModelRegistry, ModelVersion } from '../src/registry/registry.ts';

/** What a registry has of a model: its champions, oldest first, and its versions. */
export interface Past {
  history: readonly AliasChange[];
  versions: readonly Pick<ModelVersion, 'version'>[];
}

/** What serves, and what has. */
interface Standing extends Past {
  champion: AliasState | undefined;
  versions: readonly ModelVersion[];
}

/** Read until they belong together: whoever promotes between two reads would leave a champion without a past. */
export async function readStanding(registry: ModelRegistry, model: string): Promise<Standing> {
  for (let before: string | null | undefined; ;) {
    const champion = await registry.aliased(model, 'champion');
    const [history, versions] = await Promise.all([registry.history(model, 'champion'), registry.versions(model)]);
    const serves = champion?.version ?? null;
    // One that stays without being in the history was set by other means.
    if ((history.at(-1)?.to ?? null) === serves || serves === before) return { champion, history, versions };
    before = serves;
  }
}

/** Where a rollback from this champion goes: the newest version that served before and is still there. */
export async function wayBack(
  registry: ModelRegistry,
  model: string,
  champion: string | null,
  { history, versions }: Past
): Promise<string | undefined> {
  const there = new Set(versions.map(({ version }) => version));
  const version = rollBackTarget(history, champion, (one) => there.has(one));
  if (version !== undefined || history.at(-1)?.to === champion) return version;
  // For a champion that is not in the history: someone set the alias by other means.
  const found = (await registry.aliased(model, 'previous'))?.found?.version;
  return found === champion ? undefined : found;
}

type Change = Pick<AliasRequest, 'model' | 'changeId' | 'actor' | 'reason'>;

/**
 * Has the alias `previous` show where a rollback goes, once an earlier version serves again: the registry has put it on
 * the one that was left. One that a person has moved stays there. The change of the champion stands in any case.
 */
export async function showWayBack(registry: ModelRegistry, change: Change): Promise<void> {
  try {
    await pointPrevious(registry, change);
  } catch (error) {
    // Refused for good, such as when a newer champion has moved it meanwhile.
    if (!(error instanceof RegistryError && error.permanent)) throw error;
  }
}

/**
 * The version that served before the champion and was not itself rolled back from: rolling back twice goes further
 * back, never forward to the bad version. `undefined` if there is none, or if the history does not end at the champion.
 *
 * @param isThere whether a version is still in the registry: deleted versions are skipped
 */
export function rollBackTarget(
  history: readonly AliasChange[],
  champion: string | null,
  isThere: (version: string) => boolean = () => true
): string | undefined {
  const stack: string[] = [];
  for (const { to } of history) {
    if (to === null) continue;
    const known = stack.indexOf(to);
    // A version that serves again counts from where it first served.
    if (known >= 0) stack.length = known;
    stack.push(to);
  }
  return stack.at(-1) === champion ? stack.slice(0, -1).findLast(isThere) : undefined;
}

// --- internal ---

async function pointPrevious(registry: ModelRegistry, { changeId, ...change }: Change): Promise<void> {
  const { model } = change;
  const { champion, ...past } = await readStanding(registry, model);
  const version = (await wayBack(registry, model, champion?.version ?? null, past)) ?? null;
  const previous = await registry.aliased(model, 'previous');
  const expected = previous?.version ?? null;
  if (expected === version || previous?.shown !== undefined) return;
  await registry.setAlias({ ...change, alias: 'previous', version, expected, changeId: `${changeId}/previous` });
}
