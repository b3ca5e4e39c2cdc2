import { basename } from 'node:path/posix';
import type { Artifact } from '../../core/state/lineage.ts';
import { RegistryError } from '../../terms/errors.ts';
import { checkAliasRequest, checkModel, checkRegisterRequest, checkToken } from '../check-request.ts';
import { closed, fenced, reusedChangeId, unexpectedVersion, unknownVersion } from '../refusals.ts';
import type {
  Alias,
  AliasChange,
  AliasRequest,
  FencingToken,
  ModelRegistry,
  ModelVersion,
  RegisterRequest,
} from '../registry.ts';
import type { MlflowRun } from './api.ts';
import { MlflowApi, tagIs } from './api.ts';
import type { LogEntry, LogState } from './change-log.ts';
import { readLog, toLogTags } from './change-log.ts';
import { logName, mlflowName } from './names.ts';
import type { MlflowConnection } from './transport.ts';
import { MlflowTransport } from './transport.ts';
import type { KnownVersions } from './version-tags.ts';
import { describeVersion, highestOf, readVersions, retrainKey, streamTag, tagOf, toTags } from './version-tags.ts';

export interface MlflowRegistryOptions extends MlflowConnection {
  /** Experiment that gets one run a version, with its metrics. @default 'temporal-retrain' */
  experiment?: string;
  /**
   * Reads an artifact so that its bytes are put beside the run. Absent, or where it gives nothing: they stay where the
   * trainer put them.
   */
  readArtifact?: (artifact: Artifact) => Promise<Uint8Array | undefined>;
  /** @default Date.now */
  now?: () => number;
}

/** Connects to nothing yet: a server that is away is met, and waited for, by the first call. */
export function openMlflowRegistry(options: MlflowRegistryOptions): ModelRegistry {
  return new MlflowRegistry(options);
}

/**
 * The registry in an MLflow tracking server, over its REST API. Model `shop:ranker` is registered as `shop~ranker`
 * (MLflow allows no colon), its aliases move through the log `shop~ranker~changes`. Any number of processes may write.
 */
export class MlflowRegistry implements ModelRegistry {
  readonly name: string;
  readonly #http: MlflowTransport;
  readonly #api: MlflowApi;
  readonly #options: MlflowRegistryOptions;
  readonly #now: () => number;
  /** Runs that the changes of aliases hang on, by model. */
  readonly #logRuns = new Map<string, MlflowRun>();
  #experimentId: string | undefined;
  #open = true;

  constructor(options: MlflowRegistryOptions) {
    this.#http = new MlflowTransport(options);
    this.name = `mlflow ${this.#http.address}`;
    this.#api = new MlflowApi(this.#http);
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async register(request: RegisterRequest): Promise<ModelVersion> {
    checkRegisterRequest(request);
    const { model, retrainId, attempt } = request;
    const name = mlflowName(model);
    return this.#untilDone(async (again) => {
      const [known, log] = await Promise.all([this.#versions(model), this.#log(model)]);
      const seen = attemptSeen(known, log, retrainId);
      if (seen !== undefined && attempt < seen) throw fenced(model, request, seen);
      const mine = known.list.find((each) => each.retrainId === retrainId);
      if (!mine) {
        await again(() => this.#create(request, known));
        return undefined;
      }
      if (seen !== undefined && attempt > seen)
        await this.#append(model, log, { type: 'fence', at: this.#now(), token: token(request) });
      if (!mine.labelled) await this.#api.setVersionTag(name, mine.number, tagOf.semver, mine.version.version);
      for (const number of known.duplicates) await this.#api.deleteVersion(name, number);
      return mine.version;
    });
  }

  async version(model: string, version: string): Promise<ModelVersion | undefined> {
    return (await this.#versions(model)).list.find((each) => each.version.version === version)?.version;
  }

  async latest(model: string): Promise<ModelVersion | undefined> {
    return highestOf((await this.#versions(model)).list)?.version;
  }

  async latestModel(streamId: string): Promise<ModelVersion | undefined> {
    this.#checkOpen();
    const serving = await this.#api.searchVersions(tagIs(streamTag(streamId), '1'));
    const models = new Set(serving.map((each) => each.tags[tagOf.model] ?? ''));
    let newest: ModelVersion | undefined;
    for (const model of models)
      for (const { version } of (await this.#versions(model)).list)
        if (version.streams.includes(streamId) && version.createdAt >= (newest?.createdAt ?? 0)) newest = version;
    return newest;
  }

  async aliased(model: string, alias: Alias): Promise<ModelVersion | undefined> {
    const version = (await this.#log(model)).aliases.get(alias);
    return typeof version === 'string' ? this.version(model, version) : undefined;
  }

  async versions(model: string): Promise<ModelVersion[]> {
    return (await this.#versions(model)).list.map((each) => each.version).toReversed();
  }

  async models(): Promise<string[]> {
    this.#checkOpen();
    const tags = await this.#api.searchModels(tagIs(tagOf.role, 'model'));
    return tags.flatMap((each) => each[tagOf.model] ?? []).sort();
  }

  async setAlias(request: AliasRequest): Promise<AliasChange> {
    checkAliasRequest(request);
    const { model, alias, version, changeId, expected } = request;
    return this.#untilDone(async (again) => {
      const [known, log] = await Promise.all([this.#versions(model), this.#log(model)]);
      if (request.token) {
        const seen = attemptSeen(known, log, request.token.retrainId);
        if (seen !== undefined && request.token.attempt < seen) throw fenced(model, request.token, seen);
      }
      const applied = log.applied.get(changeId);
      if (applied) {
        const first = applied.request;
        if (first.alias !== alias || first.version !== version || first.expected !== expected)
          throw reusedChangeId(request);
        await this.#project(model, known, log);
        return applied.change;
      }
      const exists = known.list.some((each) => version === null || each.version.version === version);
      if (!exists) throw unknownVersion(model, version);
      const from = log.aliases.get(alias) ?? null;
      if (expected !== undefined && expected !== from) throw unexpectedVersion(request, from);
      await again(() => this.#append(model, log, { type: 'alias', at: this.#now(), request }));
      return undefined;
    });
  }

  async history(model: string, alias?: Alias): Promise<AliasChange[]> {
    const { changes } = await this.#log(model);
    return changes.filter((each) => alias === undefined || each.alias === alias);
  }

  async fence(model: string, fencing: FencingToken): Promise<void> {
    checkModel(model);
    checkToken(fencing);
    const [known, log] = await Promise.all([this.#versions(model), this.#log(model)]);
    const seen = attemptSeen(known, log, fencing.retrainId);
    if (seen === undefined || seen < fencing.attempt)
      await this.#append(model, log, { type: 'fence', at: this.#now(), token: token(fencing) });
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  /**
   * Looks, acts, and looks again, until what was wanted is there: whether a request whose reply was lost took effect is
   * for the next look to say.
   */
  async #untilDone<T>(
    step: (again: (act: () => Promise<void>) => Promise<void>) => Promise<T | undefined>
  ): Promise<T> {
    let failure: unknown;
    for (let round = 0; round < 6; round += 1) {
      const result = await step(async (act) => {
        await act().catch((error: unknown) => {
          // What was remembered may be what is wrong: somebody deleted it meanwhile.
          this.#forget();
          if (!(error instanceof RegistryError) || error.permanent) throw error;
          failure = error;
        });
      });
      if (result !== undefined) return result;
      if (failure) await this.#http.pause(round + 1);
    }
    throw (
      failure ?? new RegistryError(`Expected ${this.name} to show what was written to it, but it does not; try again`)
    );
  }

  #forget(): void {
    this.#logRuns.clear();
    this.#experimentId = undefined;
  }

  async #create(request: RegisterRequest, known: KnownVersions): Promise<void> {
    const { model, retrainId, artifact, metrics } = request;
    const now = this.#now();
    const name = mlflowName(model);
    if (known.list.length === 0) {
      const described = `Model ${model}, kept by temporal-retrain: its versions are tagged ${tagOf.semver}`;
      await this.#api.createModel(name, described, { [tagOf.role]: 'model', [tagOf.model]: model });
    }
    const run = await this.#run(model, retrainId, retrainId);
    if (Object.keys(metrics).length > 0) await this.#api.logMetrics(run.runId, metrics, now);
    const bytes = await this.#options.readArtifact?.(artifact);
    if (bytes) await this.#api.uploadToRun(run, basename(artifact.uri), bytes);
    await this.#api.finishRun(run.runId, now);
    const streams = [...new Set(request.streams ?? highestOf(known.list)?.version.streams)].sort();
    await this.#api.createVersion({
      name,
      // MLflow refuses paths of this machine and addresses of other servers: such a version points at its run.
      source: objectStores.test(artifact.uri) ? artifact.uri : run.artifactUri,
      runId: run.runId,
      description: describeVersion(request),
      tags: toTags(request, streams, now),
    });
  }

  async #append(model: string, log: LogState, entry: LogEntry): Promise<void> {
    const name = logName(model);
    if (log.length === 0) {
      const described = `Changes of the aliases of ${mlflowName(model)}, one a version, in the order in which they count. Do not edit`;
      await this.#api.createModel(name, described, { [tagOf.role]: 'changes', [tagOf.model]: model });
    }
    // A version needs a source that MLflow accepts: a run of its own, where nothing lies.
    const run = this.#logRuns.get(model) ?? (await this.#run(model, `${model} changes`, ''));
    this.#logRuns.set(model, run);
    await this.#api.createVersion({
      name,
      source: run.artifactUri,
      runId: run.runId,
      description: entry.type === 'fence' ? 'fence' : `${entry.request.alias} -> ${entry.request.version}`,
      tags: toLogTags(entry),
    });
  }

  /** The run of a retrain, made when absent. */
  async #run(model: string, name: string, retrainId: string): Promise<MlflowRun> {
    const experimentId = (this.#experimentId ??= await this.#api.experiment(
      this.#options.experiment ?? 'temporal-retrain'
    ));
    const key = retrainKey(model, retrainId);
    const tags = { [tagOf.retrainKey]: key, [tagOf.retrainId]: retrainId, [tagOf.model]: model };
    const found = await this.#api.findRun(experimentId, tagIs(tagOf.retrainKey, key));
    return found ?? this.#api.createRun({ experimentId, name, startTime: this.#now(), tags });
  }

  /** Makes MLflow's own aliases what the log says; looks again afterwards, lest a slower writer has put an older state. */
  async #project(model: string, known: KnownVersions, log: LogState): Promise<void> {
    const name = mlflowName(model);
    for (let [versions, state] = [known, log]; ;) {
      const shown = await this.#api.aliases(name);
      for (const alias of ['champion', 'challenger', 'previous'] as const) {
        const version = state.aliases.get(alias) ?? null;
        const number = versions.list.find((each) => each.version.version === version)?.number;
        if (number === shown.get(alias)) continue;
        if (number === undefined) await this.#api.deleteAlias(name, alias);
        else await this.#api.setAlias(name, alias, number);
      }
      const after = await this.#log(model);
      if (after.length === state.length) return;
      [versions, state] = [await this.#versions(model), after];
    }
  }

  async #versions(model: string): Promise<KnownVersions> {
    this.#checkOpen();
    checkModel(model);
    return readVersions(model, await this.#api.searchVersions(`name = '${mlflowName(model)}'`));
  }

  async #log(model: string): Promise<LogState> {
    this.#checkOpen();
    checkModel(model);
    return readLog(model, await this.#api.searchVersions(`name = '${logName(model)}'`));
  }

  #checkOpen(): void {
    if (!this.#open) throw closed(this.name);
  }
}

// --- internal ---

const objectStores = /^(s3|gs|wasbs?|abfss?|hdfs|viewfs|dbfs|r2|b2):\/\//;

function token({ retrainId, attempt }: FencingToken): FencingToken {
  return { retrainId, attempt };
}

function attemptSeen(known: KnownVersions, log: LogState, retrainId: string): number | undefined {
  const version = known.list.find((each) => each.retrainId === retrainId)?.attempt;
  const fence = log.attempts.get(retrainId);
  return version === undefined || fence === undefined ? (version ?? fence) : Math.max(version, fence);
}
