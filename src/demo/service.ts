import { loadModel, type LoadedModel } from '../trainers/in-process/model/load-model.ts';
import type { ModelRegistry } from '../registry/registry.ts';
import type { TableRow } from '../trainers/in-process/data/table.ts';

/** The prediction service: serves the registry's champion and scores it against what really happened. */
export class RainService {
  private model: LoadedModel;
  private readonly first: LoadedModel;
  private readonly registry: ModelRegistry;
  private readonly modelId: string;
  version: string;

  private constructor(registry: ModelRegistry, modelId: string, version: string, model: LoadedModel) {
    this.registry = registry;
    this.modelId = modelId;
    this.version = version;
    this.model = model;
    this.first = model;
  }

  static async start(registry: ModelRegistry, modelId: string): Promise<RainService> {
    const champion = (await registry.aliased(modelId, 'champion'))?.found;
    if (!champion) throw new Error(`Model ${modelId} has no champion`);
    return new RainService(registry, modelId, champion.version, loadModel(champion.artifact.uri));
  }

  /** Loads the champion when it has changed, as a real service would on a registry event. */
  async refresh(): Promise<void> {
    const champion = (await this.registry.aliased(this.modelId, 'champion'))?.found;
    if (!champion || champion.version === this.version) return;
    this.model = loadModel(champion.artifact.uri);
    this.version = champion.version;
  }

  /** Share of correct predictions over these days, by the serving model and by the first one. */
  score(days: readonly TableRow[]): { accuracy: number; unattended: number } {
    const share = (model: LoadedModel): number =>
      days.filter(({ features, label }) => model.predict(features).label === label).length / days.length;
    return { accuracy: share(this.model), unattended: share(this.first) };
  }
}
