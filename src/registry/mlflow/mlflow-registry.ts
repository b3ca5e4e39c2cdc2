import { randomUUID } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { Artifact } from '../../core/state/lineage.ts';
import { higherName } from '../../terms/semver.ts';
import { RegistryError } from '../../terms/errors.ts';
import { checkAliasRequest, checkModel, checkRegisterRequest } from '../check-request.ts';
import { closed, fenced, reusedChangeId, unexpectedVersion, unknownVersion } from '../refusals.ts';
import type {
  Alias,
  AliasChange,
  AliasRequest,
  AliasState,
  FencingToken,
  ModelRegistry,
  ModelVersion,
  RegisterRequest,
} from '../registry.ts';
import { MlflowApi, tagIs } from './api.ts';
import { markOf, pointsAt, readLog, toLogTags, type LogEntry, type LogState } from './change-log.ts';
import { logName, mlflowName } from './names.ts';
import { aliasState, attemptSeen, highestEver, highestTag, shownOf, type SeenModel } from './seen-model.ts';
import { rememberByHand, showAliases } from './shown-aliases.ts';
import { MlflowTransport, type MlflowConnection } from './transport.ts';
import { VersionRuns } from './version-run.ts';
import {
  describeVersion,
  highestOf,
  readVersions,
  streamTag,
  tagOf,
  toTags,
  type KnownVersions,
} from './version-tags.ts';

/**
 * Which tracking server, how to sign in, and what is stored there.
 *
 * @example
 * ```ts
 * const registry = openMlflowRegistry({ url: 'https://mlflow.example', token: process.env.MLFLOW_TOKEN });
 * ```
 */
export interface MlflowRegistryOptions extends MlflowConnection {
  /** Experiment that gets one run per version, with its metrics. @default 'temporal-retrain' */
  experiment?: string;
  /**
   * Reads an artifact, so that its bytes can be stored with the run; what it does not return stays where the trainer
   * put it. @default none: the run names the artifact's URI
   */
  readArtifact?: (artifact: Artifact) => Promise<Uint8Array | undefined>;
  /** @default Date.now */
  now?: () => number;
}

/** Does not connect yet: the first call finds out that a server is down, and waits for it. */
export function openMlflowRegistry(options: MlflowRegistryOptions): ModelRegistry {
  return new MlflowRegistry(options);
}

/**
 * The registry in an MLflow tracking server, over its REST API. Model `shop:ranker` is registered as `shop~ranker`
 * (MLflow allows no colon), its aliases move through the log `shop~ranker~changes`. Any number of processes may write.
 */
export class MlflowRegistry implements ModelRegistry {
  readonly name: string;
  private readonly http: MlflowTransport;
  private readonly api: MlflowApi;
  private readonly options: MlflowRegistryOptions;
  private readonly runs: VersionRuns;
  private readonly now: () => number;
  private open = true;

  constructor(options: MlflowRegistryOptions) {
    this.http = new MlflowTransport(options);
    this.name = `mlflow ${this.http.address}`;
    this.api = new MlflowApi(this.http);
    this.options = options;
    this.now = options.now ?? Date.now;
    this.runs = new VersionRuns(this.api, options.experiment ?? 'temporal-retrain', this.now);
  }

  identity(): Promise<string> {
    return this.untilDone(async (again) => {
      this.checkOpen();
      const kept = await this.api.model(identityName);
      const id = kept?.tags[tagOf.identity];
      // The first process to create it sets its id: creating it again changes nothing.
      if (!kept)
        await again(() => this.api.createModel(identityName, describedIdentity, { [tagOf.identity]: randomUUID() }));
      else if (id === undefined) await again(() => this.api.setModelTag(identityName, tagOf.identity, randomUUID()));
      return id;
    });
  }

  async register(request: RegisterRequest): Promise<ModelVersion> {
    checkRegisterRequest(request);
    const { model, retrainId, attempt } = request;
    const name = mlflowName(model);
    return this.untilDone(async (again) => {
      const there = await this.look(model);
      const { known, log, shown } = there;
      const seen = attemptSeen(there, retrainId);
      if (seen !== undefined && attempt < seen) throw fenced(model, request, seen);
      const mine = known.list.find((each) => each.retrainId === retrainId);
      if (!mine) {
        await again(() => this.create(request, there));
        return undefined;
      }
      if (seen !== undefined && attempt > seen)
        await this.append(model, log, { type: 'fence', at: this.now(), token: token(request) });
      if (!mine.labelled) await this.api.setVersionTag(name, mine.number, tagOf.semver, mine.version.version);
      const highest = highestEver(there);
      if (shown?.tags[highestTag] !== highest) await this.api.setModelTag(name, highestTag, highest);
      for (const number of known.duplicates) await this.api.deleteVersion(name, number);
      return mine.version;
    });
  }

  async version(model: string, version: string): Promise<ModelVersion | undefined> {
    return (await this.knownVersions(model)).list.find((each) => each.version.version === version)?.version;
  }

  async aliased(model: string, alias: Alias): Promise<AliasState | undefined> {
    const there = await this.look(model);
    const first = aliasState(there, alias);
    if (first?.shown === undefined) return first;
    // Read in the middle of a change, it looks as if someone else had moved it: a second read shows the truth.
    await this.http.pause(1);
    return aliasState(await this.look(model), alias);
  }

  async latestModel(streamId: string): Promise<ModelVersion | undefined> {
    this.checkOpen();
    const serving = await this.api.searchVersions(tagIs(streamTag(streamId), '1'));
    const models = new Set(serving.map((each) => each.tags[tagOf.model] ?? ''));
    let newest: ModelVersion | undefined;
    for (const model of models)
      for (const version of await this.versions(model))
        if (version.streams.includes(streamId) && version.createdAt > (newest?.createdAt ?? 0)) newest = version;
    return newest;
  }

  async versions(model: string): Promise<ModelVersion[]> {
    return (await this.knownVersions(model)).list.map((each) => each.version).toReversed();
  }

  async setAlias(asked: AliasRequest): Promise<AliasChange> {
    const request = checkAliasRequest(asked);
    const { model, alias, version, changeId, expected } = request;
    return this.untilDone(async (again) => {
      const there = await this.look(model);
      const { known, log } = there;
      if (request.token) {
        const seen = attemptSeen(there, request.token.retrainId);
        if (seen !== undefined && request.token.attempt < seen) throw fenced(model, request.token, seen);
      }
      const applied = log.applied.get(changeId);
      if (applied) {
        const first = applied.request;
        if (first.alias !== alias || first.version !== version || first.expected !== expected)
          throw reusedChangeId(request);
        await this.show(model, there, version === null ? undefined : alias);
        return applied.change;
      }
      const target = known.list.find((each) => each.version.version === version);
      if (version === null ? known.list.length === 0 && log.changes.length === 0 : !target)
        throw unknownVersion(model, version);
      const from = pointsAt(log, alias);
      if (expected !== undefined && expected !== from) throw unexpectedVersion(request, from);
      if (alias === 'challenger') await rememberByHand(this.api, mlflowName(model), shownOf(there), alias);
      const entry = { type: 'alias', at: this.now(), request, target: target && markOf(target) } as const;
      await again(() => this.append(model, log, entry));
      return undefined;
    });
  }

  async history(model: string, alias?: Alias): Promise<AliasChange[]> {
    const { changes } = await this.log(model);
    return changes.filter((each) => alias === undefined || each.alias === alias);
  }

  async close(): Promise<void> {
    this.open = false;
  }

  /**
   * Reads, acts, and reads again, until the wanted state is there: if a reply is lost, the next read shows whether the
   * request took effect.
   */
  private async untilDone<T>(
    step: (again: (act: () => Promise<void>) => Promise<void>) => Promise<T | undefined>
  ): Promise<T> {
    let failure: unknown;
    for (let round = 0; round < 6; round += 1) {
      const result = await step(async (act) => {
        await act().catch((error: unknown) => {
          if (!(error instanceof RegistryError) || error.permanent) throw error;
          failure = error;
        });
      });
      if (result !== undefined) return result;
      if (failure) await this.http.pause(round + 1);
    }
    throw (
      failure ?? new RegistryError(`Expected ${this.name} to return what was written to it, but it does not; try again`)
    );
  }

  private async create(request: RegisterRequest, there: SeenModel): Promise<void> {
    const { model, artifact } = request;
    const { known, shown } = there;
    const name = mlflowName(model);
    if (!shown) {
      const described = `Model ${model}, kept by temporal-retrain: its versions are tagged ${tagOf.semver}`;
      await this.api.createModel(name, described, { [tagOf.role]: 'model', [tagOf.model]: model });
    }
    const run = await this.runs.of(request);
    const bytes = run && (await this.options.readArtifact?.(artifact));
    if (run && bytes) await this.api.uploadToRun(run, basename(artifact.uri), bytes);
    const streams = [...new Set(request.streams ?? highestOf(known.list)?.version.streams)].sort();
    await this.api.createVersion({
      name,
      // MLflow refuses local paths and addresses of other servers: such a version points at its run.
      source: objectStores.test(artifact.uri) ? artifact.uri : (run?.artifactUri ?? nowhere(artifact.sha256)),
      ...(run ? { runId: run.runId } : {}),
      description: describeVersion(request),
      tags: toTags(request, streams, higherName(highestEver(there), request.above ?? ''), this.now()),
    });
  }

  private async append(model: string, log: LogState, entry: LogEntry): Promise<void> {
    const name = logName(model);
    if (log.length === 0) {
      const described = `Changes of the aliases of ${mlflowName(model)}, one a version, in the order in which they count. Do not edit`;
      await this.api.createModel(name, described, { [tagOf.role]: 'changes', [tagOf.model]: model });
    }
    await this.api.createVersion({
      name,
      source: nowhere('changes'),
      description: entry.type === 'fence' ? 'fence' : `${entry.request.alias} -> ${entry.request.version}`,
      tags: toLogTags(entry),
    });
  }

  /** Sets MLflow's own aliases to what the log says; then reads again, in case a slower writer wrote an older state. */
  private async show(model: string, there: SeenModel, asked: Alias | undefined): Promise<void> {
    const ours = new Map<Alias, number | undefined>();
    for (let seen = there; ;) {
      await showAliases(this.api, mlflowName(model), shownOf(seen), asked, ours);
      const after = await this.look(model);
      if (after.log.length === seen.log.length) return;
      seen = after;
    }
  }

  private async look(model: string): Promise<SeenModel> {
    const [known, log, shown] = await Promise.all([
      this.knownVersions(model),
      this.log(model),
      this.api.model(mlflowName(model)),
    ]);
    return { known, log, shown };
  }

  private async knownVersions(model: string): Promise<KnownVersions> {
    this.checkOpen();
    checkModel(model);
    return readVersions(model, await this.api.searchVersions(`name = '${mlflowName(model)}'`));
  }

  private async log(model: string): Promise<LogState> {
    this.checkOpen();
    checkModel(model);
    return readLog(model, await this.api.searchVersions(`name = '${logName(model)}'`));
  }

  private checkOpen(): void {
    if (!this.open) throw closed(this.name);
  }
}

// --- internal ---

/** The registered model that identifies a server; no model id maps to this name. */
const identityName = 'temporal-retrain~identity~';
const describedIdentity = 'By its tag temporal-retrain knows this server again. Do not edit';

/** MLflow wants a source for every version, even if there is no file. */
function nowhere(what: string): string {
  return `temporal-retrain:/${what}`;
}

const objectStores = /^(s3|gs|wasbs?|abfss?|hdfs|viewfs|dbfs|r2|b2):\/\//;

function token({ retrainId, attempt }: FencingToken): FencingToken {
  return { retrainId, attempt };
}
