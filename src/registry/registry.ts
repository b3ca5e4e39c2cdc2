import type { Artifact, Lineage } from '../core/state/lineage.ts';
import type { Bump } from '../terms/semver.ts';

/** `champion` serves, `challenger` waits for approval, `previous` is where a rollback goes. */
export type Alias = 'champion' | 'challenger' | 'previous';

export interface ModelVersion {
  /** `<project>:<name>`. */
  model: string;
  /** Semver, unique within the model. */
  version: string;
  /** Epoch milliseconds. */
  createdAt: number;
  artifact: Artifact;
  metrics: Record<string, number>;
  lineage: Lineage;
  /** Data streams the model serves. */
  streams: string[];
}

/**
 * The attempt that acts for a retrain. A registry that has seen a later `attempt` of the retrain refuses an earlier
 * one: a zombie, which another attempt has replaced.
 */
export interface FencingToken {
  retrainId: string;
  /** A whole number that grows with every attempt, also after a reset: best the time when it was scheduled. */
  attempt: number;
}

export interface RegisterRequest {
  model: string;
  /** Idempotency key: registering again under the same id returns the first version and changes nothing. */
  retrainId: string;
  /** Attempt that registers. A number below one already seen for this retrain is refused: a zombie (fencing). */
  attempt: number;
  /**
   * How the version follows the highest name the model has ever used, also by versions deleted since: no name is used
   * twice. The first version is 1.0.0, but for `above`.
   */
  bump: Bump;
  /**
   * A name that was used, as far as the monitor knows: the version follows this one where it is higher, so that a
   * registry which was restored from an older copy gives no name twice. @default none
   */
  above?: string;
  artifact: Artifact;
  metrics: Record<string, number>;
  lineage: Lineage;
  /** Absent: the streams of the model's highest version so far. */
  streams?: string[];
}

export interface AliasRequest {
  model: string;
  alias: Alias;
  /** `null` removes the alias. */
  version: string | null;
  /** Idempotency key of this change: repeating it returns the first answer. */
  changeId: string;
  /** Compare-and-set: the version the alias must point at now (`null`: none). Absent: any. */
  expected?: string | null;
  reason: string;
  actor: string;
  /** Given by a retrain that promotes: refused if a later attempt has been seen. */
  token?: FencingToken;
}

/**
 * Which version had which alias, and when: one row per change, oldest first. If `champion` moves from one version to
 * another, `previous` gets the old one in the same step, with its own row under the same `changeId`.
 */
export interface AliasChange {
  model: string;
  alias: Alias;
  from: string | null;
  to: string | null;
  at: number;
  changeId: string;
  reason: string;
  actor: string;
}

/** Where an alias points, and whether that version is still there. */
export interface AliasState {
  /** The version by the history; `null` if there is none, or the alias was removed. */
  version: string | null;
  /** The exact version it was set for. Absent if that is gone, even if another has its name by now. */
  found?: ModelVersion;
  /**
   * What the registry itself shows under the alias, if a person moved it: one of our versions, the registry's own name
   * for another, or `null` for none. Absent if it agrees with the history.
   */
  shown?: string | null;
}

/**
 * Stores the versions of models. Every method may be called twice with the same arguments (activities are retried), and
 * from several processes at once. Errors are `RegistryError`; `permanent` says that a retry cannot help. Anything that
 * people created or moved by hand stays unchanged.
 */
export interface ModelRegistry {
  readonly name: string;
  /** A random id, created once and kept in the registry; with it a monitor notices a different registry. */
  identity(): Promise<string>;
  register(request: RegisterRequest): Promise<ModelVersion>;
  /** `undefined` if there is no such model or version. */
  version(model: string, version: string): Promise<ModelVersion | undefined>;
  /** `undefined` if the alias was never set, here or by other means. */
  aliased(model: string, alias: Alias): Promise<AliasState | undefined>;
  /** The newest version of the model that serves a data stream; `undefined` if none does. */
  latestModel(streamId: string): Promise<ModelVersion | undefined>;
  /** Newest first. */
  versions(model: string): Promise<ModelVersion[]>;
  /** A repeated `changeId` with another alias, version or `expected` is refused. */
  setAlias(request: AliasRequest): Promise<AliasChange>;
  history(model: string, alias?: Alias): Promise<AliasChange[]>;
  close(): Promise<void>;
}
