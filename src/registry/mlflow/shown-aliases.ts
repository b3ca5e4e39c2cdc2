import type { Alias } from '../registry.ts';
import type { MlflowApi, MlflowModel, Tags } from './api.ts';
import { targetOf, type LogState } from './change-log.ts';
import type { KnownVersion } from './version-tags.ts';

/**
 * MLflow's own aliases follow the log, and a tag for each says where we put it. An alias that points elsewhere was
 * moved by a person; it stays there until someone asks for a change of that alias.
 */
export const aliases = ['champion', 'challenger', 'previous'] as const satisfies Alias[];

export interface ShownAliases {
  model: MlflowModel | undefined;
  known: KnownVersion[];
  log: LogState;
}

/** The number that a person set an alias to, `null` for none; `undefined` if it is as we left it. */
export function movedByHand({ model, known, log }: ShownAliases, alias: Alias): number | null | undefined {
  const wanted = targetOf(log.targets.get(alias), known)?.number;
  const shown = model?.aliases.get(alias);
  if (shown === wanted || isAsWeLeftIt(shown, model?.tags ?? {}, log, alias)) return undefined;
  return shown ?? null;
}

/**
 * Remembers that an alias was set by a person, where nothing of ours is known of it yet: the log is about to name the
 * alias, and then it would look like one of ours.
 */
export async function rememberByHand(api: MlflowApi, name: string, shown: ShownAliases, alias: Alias): Promise<void> {
  if (shown.model?.tags[leftTag(alias)] !== undefined || movedByHand(shown, alias) === undefined) return;
  await api.setModelTag(name, leftTag(alias), textOf(targetOf(shown.log.targets.get(alias), shown.known)?.number));
}

/**
 * Sets MLflow's aliases to what the log says.
 *
 * @param asked the alias that a person or a retrain asked to change: `champion` moves from anywhere, as only people and
 *              what they have allowed ask for that; `challenger`, which every retrain asks for, moves from nowhere that
 *              a person has put it
 * @param ours  where this call itself has already put an alias
 */
export async function showAliases(
  api: MlflowApi,
  name: string,
  { model, known, log }: ShownAliases,
  asked: Alias | undefined,
  ours: Map<Alias, number | undefined>
): Promise<void> {
  for (const alias of aliases) {
    const wanted = targetOf(log.targets.get(alias), known)?.number;
    const shown = model?.aliases.get(alias);
    if (wanted !== shown) {
      const isMine = ours.has(alias) && ours.get(alias) === shown;
      const isAsked = alias === asked && (alias !== 'challenger' || shown === undefined);
      const mayMove = isAsked || isMine || isAsWeLeftIt(shown, model?.tags ?? {}, log, alias);
      if (!mayMove) continue;
      if (wanted === undefined) await api.deleteAlias(name, alias);
      else await api.setAlias(name, alias, wanted);
      ours.set(alias, wanted);
    }
    if (model?.tags[leftTag(alias)] !== textOf(wanted) && (wanted !== undefined || log.targets.has(alias)))
      await api.setModelTag(name, leftTag(alias), textOf(wanted));
  }
}

// --- internal ---

function leftTag(alias: Alias): string {
  return `temporal_retrain.left.${alias}`;
}

function textOf(number: number | undefined): string {
  return number === undefined ? 'none' : String(number);
}

/** Before these tags existed, every alias in the log was ours. */
function isAsWeLeftIt(shown: number | undefined, tags: Tags, log: LogState, alias: Alias): boolean {
  const left = tags[leftTag(alias)];
  return left === undefined ? shown === undefined || log.targets.has(alias) : left === textOf(shown);
}
