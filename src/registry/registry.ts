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
  /** Data streams the model serves; `latestModel` finds it by these. */
  streams: string[];
}

/** Who acts: a retrain and its attempt. A registry that has seen a later attempt of the retrain refuses it: a zombie. */
export interface FencingToken {
  retrainId: string;
  attempt: number;
}

export interface RegisterRequest {
  model: string;
  /** Idempotency key: registering twice under one id returns the first version and changes nothing. */
  retrainId: string;
  /** Attempt that registers. A smaller one than the registry has seen for this retrain is refused: a zombie (fencing). */
  attempt: number;
  /** How the version follows the model's highest one. The first version is 1.0.0 whatever it says. */
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

/**
 * Where versions of models are kept. Every method may be called twice with the same arguments (activities are retried),
 * from several processes at once. Errors are `RegistryError`; `permanent` tells whether a retry can help.
 */
export interface ModelRegistry {
  readonly name: string;
  register(request: RegisterRequest): Promise<ModelVersion>;
  /** `undefined` when there is no such model or version. */
  version(model: string, version: string): Promise<ModelVersion | undefined>;
  /** The highest version. */
  latest(model: string): Promise<ModelVersion | undefined>;
  /** The newest version of the model that serves a stream. */
  latestModel(streamId: string): Promise<ModelVersion | undefined>;
  /** The version an alias points at. */
  aliased(model: string, alias: Alias): Promise<ModelVersion | undefined>;
  /** Newest first. */
  versions(model: string): Promise<ModelVersion[]>;
  models(): Promise<string[]>;
  /** A repeated `changeId` with another alias, version or `expected` is refused. */
  setAlias(request: AliasRequest): Promise<AliasChange>;
  /** Refuses from now on whatever an attempt before this one wants to register or promote. Never lowers the fence. */
  fence(model: string, token: FencingToken): Promise<void>;
  history(model: string, alias?: Alias): Promise<AliasChange[]>;
  close(): Promise<void>;
}
