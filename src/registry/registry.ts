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
 * Who acts for a retrain, and when. A registry that has seen a later `attempt` of the retrain refuses an earlier one: a
 * zombie, which another attempt has long replaced.
 */
export interface FencingToken {
  retrainId: string;
  /** A whole number that grows with every attempt, also after a reset: the time at which it was scheduled is best. */
  attempt: number;
}

export interface RegisterRequest {
  model: string;
  /** Idempotency key: registering twice under one id returns the first version and changes nothing. */
  retrainId: string;
  /** Attempt that registers. A smaller one than the registry has seen for this retrain is refused: a zombie (fencing). */
  attempt: number;
  /**
   * How the version follows the highest name the model has ever used, also of versions that were deleted since: no name
   * is given twice. The first version is 1.0.0 whatever it says.
   */
  bump: Bump;
  artifact: Artifact;
  metrics: Record<string, number>;
  lineage: Lineage;
  /** Absent: those of the model's highest version so far. */
  streams?: string[];
}

export interface AliasRequest {
  model: string;
  alias: Alias;
  /** `null` takes the alias away. */
  version: string | null;
  /** Idempotency key of this change: repeating it returns the first answer. */
  changeId: string;
  /** Compare-and-set: the version the alias must point at now (`null`: at none). Absent: whatever it points at. */
  expected?: string | null;
  reason: string;
  actor: string;
  /** Given by a retrain that promotes: refused when a later attempt has been seen. */
  token?: FencingToken;
}

/**
 * Who was what, when: one row a change, oldest first. When `champion` moves from one version to another, `previous` gets
 * the old one in the same step, with a row of its own under the same `changeId`.
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

/** Where an alias points, and what has become of it there. */
export interface AliasState {
  /** What the history says; `null` when it says nothing, or that the alias was taken away. */
  version: string | null;
  /** The very version it was set for. Absent when that is gone, also where another has its name by now. */
  found?: ModelVersion;
  /**
   * What the registry itself shows under that alias, when a person has moved it there: a version of ours, what the
   * registry calls one that is not, or `null` for none. Absent when it shows what the history says.
   */
  shown?: string | null;
}

/**
 * Where versions of models are kept. Every method may be called twice with the same arguments (activities are retried),
 * from several processes at once. Errors are `RegistryError`; `permanent` tells whether a retry can help. What people
 * have made or moved there by hand stays as it is.
 */
export interface ModelRegistry {
  readonly name: string;
  /** A random id, made once and kept in the registry: by it a monitor notices when it is handed another one. */
  identity(): Promise<string>;
  register(request: RegisterRequest): Promise<ModelVersion>;
  /** `undefined` when there is no such model or version. */
  version(model: string, version: string): Promise<ModelVersion | undefined>;
  /** `undefined` when the alias was never set, and nobody has set it by other means. */
  aliased(model: string, alias: Alias): Promise<AliasState | undefined>;
  /** The newest version of the model that serves a data stream; `undefined` when none does. */
  latestModel(streamId: string): Promise<ModelVersion | undefined>;
  /** Newest first. */
  versions(model: string): Promise<ModelVersion[]>;
  /** A repeated `changeId` with another alias, version or `expected` is refused. */
  setAlias(request: AliasRequest): Promise<AliasChange>;
  history(model: string, alias?: Alias): Promise<AliasChange[]>;
  close(): Promise<void>;
}
