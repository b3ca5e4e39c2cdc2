import type { ChallengerReport, Lineage, Release } from '../state/lineage.ts';

/** What a registry knows of one model: what serves, what waits, its versions, and who served when. */
export interface ModelCard {
  model: string;
  /** Name of the registry, `sqlite` or `mlflow`. */
  registry: string;
  champion: string | null;
  challenger: string | null;
  /** Where a rollback goes; `null` where it would be refused. */
  previous: string | null;
  /** What the registry shows as champion because a person has moved its alias; absent when it agrees. */
  shown?: string | null;
  /** The champion, where it is still there. */
  serving: VersionCard | null;
  /** Newest first. */
  versions: VersionCard[];
  /** Older ones that were not asked for, or would not fit. */
  more: number;
  /** Newest first. */
  reigns: Reign[];
  /** All that is kept of the version that was asked for; absent where that is nothing, or the worker is older. */
  whole?: WholeVersion;
  /** Identity of the registry; absent from older workers, and where it is read directly or cannot be told. */
  registryId?: string;
  /** Set by the client: why this may not be what the monitor works with. Absent when all is well. */
  warning?: string;
}

/** A version with its gate in full, and what it was trained for. */
export interface WholeVersion extends Pick<
  Lineage,
  'reasons' | 'evidence' | 'hyperparameters' | 'dataWindow' | 'gate'
> {
  version: string;
}

export interface VersionCard extends Release {
  aliases: ('champion' | 'challenger' | 'previous')[];
  /** Set by the client: what became of one that was rolled back, or never served: `rolled-back`, `superseded`, … */
  became?: string;
  /** What it showed at its gate; `null` for a version that went through none. */
  gate: ({ passed: boolean } & ChallengerReport) | null;
}

/** A span in which one version served. */
export interface Reign {
  /** `null`: the alias was taken away. */
  version: string | null;
  /** Epoch milliseconds. */
  from: number;
  /** `null`: it still serves. */
  until: number | null;
  /** Who made it serve, and why. */
  actor: string;
  reason: string;
}

/** What to read: at most so many versions and reigns, the newest. */
export interface ModelQuery {
  model: string;
  versions: number;
  reigns: number;
  /** A version to tell everything of. @default none */
  whole?: string;
}

export const defaultVersions = 20;
export const defaultReigns = 50;
