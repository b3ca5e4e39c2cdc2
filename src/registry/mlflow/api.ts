import { z } from 'zod';
import { MlflowRefusal, type MlflowTransport } from './transport.ts';
import { readPages } from './pages.ts';

export type Tags = Record<string, string>;

/** One MLflow model version. Its `number` is MLflow's own, a counter; our semver is a tag. */
export interface MlflowVersion {
  name: string;
  number: number;
  /** Where its bytes should be; `models:/…` for a version that a person copied. */
  source: string;
  tags: Tags;
}

/** A registered model: its aliases, with the numbers they point at, and its tags. */
export interface MlflowModel {
  aliases: Map<string, number>;
  tags: Tags;
}

export interface NewVersion {
  name: string;
  source: string;
  runId?: string;
  description: string;
  tags: Tags;
}

export interface NewRun {
  experimentId: string;
  name: string;
  startTime: number;
  tags: Tags;
}

export interface MlflowRun {
  runId: string;
  artifactUri: string;
}

/** The calls of MLflow's REST API that a registry needs; every reply is checked. */
export class MlflowApi {
  private readonly http: MlflowTransport;

  constructor(http: MlflowTransport) {
    this.http = http;
  }

  /** Creates a registered model; no error if it exists. */
  async createModel(name: string, description: string, tags: Tags): Promise<void> {
    await this.unlessExists({
      path: 'registered-models/create',
      fields: { name, description, tags: toPairs(tags) },
    });
  }

  /** `undefined` if there is none of that name. */
  async model(name: string): Promise<MlflowModel | undefined> {
    const call = {
      method: 'GET',
      path: 'registered-models/get',
      fields: { name },
      reply: z.object({ registered_model: z.object({ aliases: z.array(aliasReply).default([]), tags: tagsReply }) }),
    } as const;
    const found = await this.http.call(call).catch(ignore('RESOURCE_DOES_NOT_EXIST'));
    if (!found) return undefined;
    const { aliases, tags } = found.registered_model;
    return { aliases: new Map(aliases.map(({ alias, version }) => [alias, version])), tags };
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    const fields = { name, key, value };
    await this.http.call({ method: 'POST', path: 'registered-models/set-tag', fields, reply: anything });
  }

  async setAlias(name: string, alias: string, version: number): Promise<void> {
    const fields = { name, alias, version: String(version) };
    await this.http.call({ method: 'POST', path: 'registered-models/alias', fields, reply: anything });
  }

  async deleteAlias(name: string, alias: string): Promise<void> {
    await this.http.call({
      method: 'DELETE',
      path: 'registered-models/alias',
      fields: { name, alias },
      reply: anything,
    });
  }

  /** In order of creation. */
  async searchVersions(filter: string): Promise<MlflowVersion[]> {
    const path = 'model-versions/search';
    const found = await readPages(path, async (page) => {
      const { model_versions, next_page_token } = await this.http.call({
        method: 'GET',
        path,
        fields: { filter, ...page },
        reply: z.object({ model_versions: z.array(versionReply).default([]), next_page_token: z.string().optional() }),
      });
      return { items: model_versions, next: next_page_token };
    });
    return found
      .map(({ name, version, source, tags }): MlflowVersion => ({ name, number: version, source, tags }))
      .sort((a, b) => a.number - b.number);
  }

  /** Not idempotent: after a failure, search before trying again. */
  async createVersion({ name, source, runId, description, tags }: NewVersion): Promise<void> {
    const fields = { name, source, run_id: runId, description, tags: toPairs(tags) };
    const reply = z.object({ model_version: versionReply });
    await this.http.call({ method: 'POST', path: 'model-versions/create', fields, reply, once: true });
  }

  async setVersionTag(name: string, version: number, key: string, value: string): Promise<void> {
    const fields = { name, version: String(version), key, value };
    await this.http.call({ method: 'POST', path: 'model-versions/set-tag', fields, reply: anything });
  }

  /** No error if it is already gone. */
  async deleteVersion(name: string, version: number): Promise<void> {
    const fields = { name, version: String(version) };
    await this.http
      .call({ method: 'DELETE', path: 'model-versions/delete', fields, reply: anything })
      .catch(ignore('RESOURCE_DOES_NOT_EXIST'));
  }

  /**
   * Id of the experiment of that name, created if absent. A deleted experiment keeps its name: then the id is that of
   * the first of `<name>-2`, `<name>-3`, … that is not deleted.
   */
  async experiment(name: string): Promise<string> {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name}-${number}`;
      const found = await this.findExperiment(candidate).catch(ignore('RESOURCE_DOES_NOT_EXIST'));
      if (found && (!found.deleted || number >= maxExperiments)) return found.id;
      if (found) continue;
      await this.unlessExists({ path: 'experiments/create', fields: { name: candidate } });
      return (await this.findExperiment(candidate)).id;
    }
  }

  async findRun(experimentId: string, filter: string): Promise<MlflowRun | undefined> {
    const { runs } = await this.http.call({
      method: 'POST',
      path: 'runs/search',
      fields: { experiment_ids: [experimentId], filter, max_results: 1 },
      reply: z.object({ runs: z.array(runReply).default([]) }),
    });
    return runs[0];
  }

  async createRun({ experimentId, name, startTime, tags }: NewRun): Promise<MlflowRun> {
    const fields = { experiment_id: experimentId, run_name: name, start_time: startTime, tags: toPairs(tags) };
    const { run } = await this.http.call({
      method: 'POST',
      path: 'runs/create',
      fields,
      reply: z.object({ run: runReply }),
    });
    return run;
  }

  async logMetrics(runId: string, metrics: Record<string, number>, timestamp: number): Promise<void> {
    const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
    for (let at = 0; at < points.length; at += metricsAtOnce) {
      const fields = { run_id: runId, metrics: points.slice(at, at + metricsAtOnce) };
      await this.http.call({ method: 'POST', path: 'runs/log-batch', fields, reply: anything });
    }
  }

  async finishRun(runId: string, endTime: number): Promise<void> {
    const fields = { run_id: runId, status: 'FINISHED', end_time: endTime };
    await this.http.call({ method: 'POST', path: 'runs/update', fields, reply: anything });
  }

  /** Stores a file with a run, if the server keeps artifacts itself; `false` if it does not. */
  async uploadToRun({ artifactUri }: MlflowRun, file: string, bytes: Uint8Array): Promise<boolean> {
    const proxied = /^mlflow-artifacts:\/+(.+)$/.exec(artifactUri)?.[1];
    if (proxied === undefined) return false;
    await this.http.upload(`${proxied}/${file}`, bytes);
    return true;
  }

  private async findExperiment(name: string): Promise<{ id: string; deleted: boolean }> {
    const { experiment } = await this.http.call({
      method: 'GET',
      path: 'experiments/get-by-name',
      fields: { experiment_name: name },
      reply: z.object({ experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string().optional() }) }),
    });
    return { id: experiment.experiment_id, deleted: experiment.lifecycle_stage === 'deleted' };
  }

  private async unlessExists(call: { path: string; fields: Record<string, unknown> }): Promise<void> {
    await this.http.call({ method: 'POST', ...call, reply: anything }).catch(ignore('RESOURCE_ALREADY_EXISTS'));
  }
}

/** A filter for a tag. Values come from us and hold no quotes. */
export function tagIs(key: string, value: string): string {
  return `tags.\`${key}\` = '${value}'`;
}

// --- internal ---

const maxExperiments = 50;
/** The most that MLflow takes at once. */
const metricsAtOnce = 1_000;

const anything = z.looseObject({});
const tagsReply = z
  .array(z.object({ key: z.string(), value: z.string().default('') }))
  .default([])
  .transform((pairs): Tags => Object.fromEntries(pairs.map(({ key, value }) => [key, value])));
/** MLflow writes version numbers as text. */
const numberReply = z.string().regex(/^\d+$/).transform(Number);
const aliasReply = z.object({ alias: z.string(), version: numberReply });
const versionReply = z.object({
  name: z.string(),
  version: numberReply,
  source: z.string().default(''),
  tags: tagsReply,
});
const runReply = z
  .object({ info: z.object({ run_id: z.string(), artifact_uri: z.string().default('') }) })
  .transform(({ info }): MlflowRun => ({ runId: info.run_id, artifactUri: info.artifact_uri }));

function toPairs(tags: Tags): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

function ignore(code: string): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof MlflowRefusal && error.code === code)) throw error;
  };
}
