import type { Alias, ModelRegistry } from '../../src/registry/registry.ts';

/** What a suite run needs of an adapter: handles on one and the same registry, as two workers would hold them. */
export interface RegistryUnderTest {
  open(): Promise<ModelRegistry>;
  dispose(): Promise<void>;
  /** What people do there with the registry's own tools. */
  byHand: RegistryByHand;
  /** Another registry of the same kind, as a worker with a wrong address would have it. */
  openAnother(): Promise<ModelRegistry>;
}

export interface RegistryByHand {
  deleteVersion(model: string, version: string): Promise<void>;
  /** Only where the registry has aliases of its own, which anybody may move. */
  moveAlias?(model: string, alias: Alias, version: string | null): Promise<void>;
}
