import { ApplicationFailure, patched, workflowInfo } from '@temporalio/workflow';
import { expectIds, expectNames, expectSoundSpec } from '../src/core/sound-spec.ts';
import { expectPlain } from '../src/core/bounds/plain-input.ts';
import { progressDetails } from './progress-details.ts';
import type { RetrainRequest } from '../src/core/state/retrain.ts';

/**
 * Anybody who may start workflows may start ours, with anything. One that could not even begin ends at once, where its
 * task would fail for ever and take a worker's time with it. Runs that others have handed over to go on as they are: a
 * fault in them is one of ours, and is mended by a new worker.
 *
 * @param look throws when it cannot be used
 */
export function refuseUnusable(what: string, look: () => void): void {
  if (workflowInfo().continuedFromExecutionRunId !== undefined) return;
  const fault = thrownBy(look);
  // Histories that began before anybody looked go on as they went.
  if (fault === undefined || !patched('usable-input')) return;
  throw ApplicationFailure.nonRetryable(`Expected ${what}, got an input that it cannot use: ${fault}`, 'InputError');
}

/** Throws unless each is a finite number. */
export function expectNumbers(values: readonly unknown[]): void {
  for (const value of values)
    if (!Number.isFinite(value)) throw new TypeError(`expected a number, got ${typeof value}`);
}

/** Throws unless a retrain could begin with it. */
export function expectRequest(request: RetrainRequest): void {
  const { model, monitorId, retrainId, generation, spec } = request;
  expectPlain(request);
  expectNames([model, retrainId]);
  expectIds([monitorId]);
  expectNumbers([generation]);
  expectSoundSpec(spec);
  progressDetails(request, { retrainId, stage: 'preparing', trials: [], version: null });
}

// --- internal ---

function thrownBy(look: () => void): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : 'no error').slice(0, 500);
  }
}
