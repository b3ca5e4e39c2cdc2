import { expect } from 'vitest';
import type { Lineage } from '../../src/core/state/lineage.ts';
import type { AliasRequest, RegisterRequest } from '../../src/registry/registry.ts';
import { RegistryError } from '../../src/terms/errors.ts';

let models = 0;

/** A model nobody else in this run has touched: the suite also runs against servers that outlive a test. */
export function freshModel(): string {
  models += 1;
  return `shop:m${process.pid}-${Date.now().toString(36)}-${models}`;
}

export function lineageOf(parent: string | null = null, generation = 0): Lineage {
  return {
    parent,
    generation,
    kind: parent === null ? 'initial' : 'soft',
    reasons: [{ type: 'manual', at: 1_700_000_000_000, actor: 'ops', text: 'first ünïcode ✓ line\nsecond "line"' }],
    evidence: [],
    policyRevision: 3,
    dataWindow: { from: 1, to: 2, samples: 3 },
    hyperparameters: { learningRate: 0.001, nested: { batchSize: 16, tags: ['a', null, true] } },
    gate: null,
  };
}

export function registerRequest(
  model: string,
  retrainId: string,
  more: Partial<RegisterRequest> = {}
): RegisterRequest {
  return {
    model,
    retrainId,
    attempt: 1,
    bump: 'patch',
    artifact: { uri: `file:///models/${retrainId}.json`, sha256: 'ab'.repeat(32), bytes: 1234 },
    metrics: { accuracy: 0.91, f1: 0.875 },
    lineage: lineageOf(),
    ...more,
  };
}

export function aliasRequest(
  model: string,
  version: string | null,
  changeId: string,
  more: Partial<AliasRequest> = {}
): AliasRequest {
  return { model, alias: 'champion', version, changeId, reason: 'gate passed', actor: 'retrain', ...more };
}

/** Fails unless the call is refused for good, with words the caller can act on. */
export async function expectRefusal(call: Promise<unknown>, words: RegExp): Promise<void> {
  const error = await call.then(
    (value) => expect.fail(`expected a refusal, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(RegistryError);
  expect((error as RegistryError).message).toMatch(words);
  expect((error as RegistryError).permanent).toBe(true);
}
