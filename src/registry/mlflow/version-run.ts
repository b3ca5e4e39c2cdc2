import { RegistryError } from '../../terms/errors.ts';
import type { RegisterRequest } from '../registry.ts';
import { tagIs, type MlflowApi, type MlflowRun } from './api.ts';
import { mlflowMetrics } from './names.ts';
import { retrainKey, tagOf } from './version-tags.ts';

/** Creates the runs that show a version's metrics in MLflow. They are for people: a refused run is skipped. */
export class VersionRuns {
  private readonly api: MlflowApi;
  private readonly experiment: string;
  private readonly now: () => number;
  private experimentId: string | undefined;

  constructor(api: MlflowApi, experiment: string, now: () => number) {
    this.api = api;
    this.experiment = experiment;
    this.now = now;
  }

  /** The run of a retrain with its metrics, created if absent; `undefined` if MLflow refuses it for good. */
  async of(request: RegisterRequest): Promise<MlflowRun | undefined> {
    const run = await unlessRefused(async () => {
      try {
        return await this.open(request);
      } catch (error) {
        // The remembered id may be wrong: perhaps someone deleted the experiment meanwhile.
        if (this.experimentId === undefined) throw error;
        this.experimentId = undefined;
        return this.open(request);
      }
    });
    if (!run) return undefined;
    const now = this.now();
    const metrics = mlflowMetrics(request.metrics);
    if (Object.keys(metrics).length > 0) await unlessRefused(() => this.api.logMetrics(run.runId, metrics, now));
    await unlessRefused(() => this.api.finishRun(run.runId, now));
    return run;
  }

  private async open({ model, retrainId }: RegisterRequest): Promise<MlflowRun> {
    const experimentId = (this.experimentId ??= await this.api.experiment(this.experiment));
    const key = retrainKey(model, retrainId);
    const tags = { [tagOf.retrainKey]: key, [tagOf.retrainId]: retrainId, [tagOf.model]: model };
    const found = await this.api.findRun(experimentId, tagIs(tagOf.retrainKey, key));
    return found ?? this.api.createRun({ experimentId, name: retrainId, startTime: this.now(), tags });
  }
}

// --- internal ---

/** Waits for a server that is down; does without a run that it refuses. */
async function unlessRefused<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof RegistryError) || !error.permanent) throw error;
    return undefined;
  }
}
