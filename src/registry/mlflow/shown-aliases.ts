import type { Alias } from '../registry.ts';
import type { MlflowApi, MlflowModel, Tags } from './api.ts';
import { targetOf, type LogState } from './change-log.ts';
import type { KnownVersion } from './version-tags.ts';

/**
 * MLflow's own aliases follow the log, and a tag beside each says where it was put. An alias that stands elsewhere was
 * moved by a person; it stays there until a change of that very alias is asked for.
 */
export const aliases = ['champion', 'challenger', 'previous'] as const satisfies Alias[];

export interface ShownAliases {
  model: MlflowModel | undefined;
  known: KnownVersion[];
  log: LogState;
}

/** The number an alias shows that a person has put there, `null` for none; `undefined` when it is as we left it. */
export function movedByHand({ model, known, log }: ShownAliases, alias: Alias): number | null | undefined {
  const wanted = targetOf(log.targets.get(alias), known)?.number;
  const shown = model?.aliases.get(alias);
  if (shown === wanted || isAsWeLeftIt(shown, model?.tags ?? {}, log, alias)) return undefined;
  return shown ?? null;
}

/**
 * Makes MLflow's aliases what the log says.
 *
 * @param asked the alias that a person or a retrain has asked to change: it is moved wherever it stands
 * @param ours  where this very call has put an alias before, which is nobody else's doing
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
      const mayMove = alias === asked || isMine || isAsWeLeftIt(shown, model?.tags ?? {}, log, alias);
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

/** Before there were such tags, every alias that the log knows was ours. */
function isAsWeLeftIt(shown: number | undefined, tags: Tags, log: LogState, alias: Alias): boolean {
  const left = tags[leftTag(alias)];
  return left === undefined ? shown === undefined || log.targets.has(alias) : left === textOf(shown);
}
