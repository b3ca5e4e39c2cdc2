import type { Alias, AliasState } from '../registry.ts';
import type { MlflowModel } from './api.ts';
import { pointsAt, targetOf, type LogState } from './change-log.ts';
import { movedByHand, type ShownAliases } from './shown-aliases.ts';
import { higherName } from '../../terms/semver.ts';
import type { KnownVersions } from './version-tags.ts';

/** Everything that MLflow has about one model, from one read. */
export interface SeenModel {
  known: KnownVersions;
  log: LogState;
  /** The registered model itself; `undefined` before the first version, or if someone deleted it. */
  shown: MlflowModel | undefined;
}

/** Where an alias points, whether that version still exists, and where a person moved it. */
export function aliasState(seen: SeenModel, alias: Alias): AliasState | undefined {
  const { known, log } = seen;
  const version = pointsAt(log, alias);
  const found = targetOf(log.targets.get(alias), known.list)?.version;
  const number = movedByHand(shownOf(seen), alias);
  // MLflow removes the alias of a deleted version: nobody moved it.
  const isMoved = number !== undefined && (number !== null || found !== undefined);
  if (version === null && !isMoved) return undefined;
  return { version, ...(found ? { found } : {}), ...(isMoved ? { shown: nameOf(number, known) } : {}) };
}

/** The highest name that the model has ever used, also for versions deleted since. */
export function highestEver({ known, log, shown }: SeenModel): string {
  const told = log.changes.flatMap(({ from, to }) => [from ?? '', to ?? '']);
  return [...told, shown?.tags[highestTag] ?? ''].reduce(higherName, known.highestName);
}

/** Tag of a registered model: the highest name it has ever used. */
export const highestTag = 'temporal_retrain.highest';

/** The highest attempt seen of a retrain. */
export function attemptSeen({ known, log }: SeenModel, retrainId: string): number | undefined {
  const version = known.list.find((each) => each.retrainId === retrainId)?.attempt;
  const fence = log.attempts.get(retrainId);
  return version === undefined || fence === undefined ? (version ?? fence) : Math.max(version, fence);
}

export function shownOf({ known, log, shown }: SeenModel): ShownAliases {
  return { model: shown, known: known.list, log };
}

// --- internal ---

function nameOf(number: number | null, { list }: KnownVersions): string | null {
  if (number === null) return null;
  return list.find((each) => each.number === number)?.version.version ?? `MLflow's version ${number}`;
}
