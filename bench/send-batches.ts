import { encodeSeries } from '../src/client/publish/encode-batch.ts';
import { signalNames } from '../src/terms/message-names.ts';
import type { MetricBatch } from '../src/core/wire/batch.ts';
import type { Observation } from '../src/client/publish/observation.ts';
import type { WorkflowHandle } from '@temporalio/client';

/** Cuts observations into batches of that size, as the publisher encodes them, dealt out to that many senders. */
export function batchesFor(found: readonly Observation[], size: number, senders: number): MetricBatch[][] {
  const dealt = Array.from({ length: senders }, (): MetricBatch[] => []);
  for (let i = 0; i * size < found.length; i++) {
    const batches = dealt[i % senders]!;
    const series = encodeSeries(found.slice(i * size, (i + 1) * size));
    batches.push({ source: `sender-${i % senders}`, seq: batches.length + 1, series });
  }
  return dealt;
}

/** Every sender sends its batches one after the other, all senders at the same time, as so many publishers would. */
export async function sendAll(handle: WorkflowHandle, dealt: readonly (readonly unknown[])[]): Promise<void> {
  await Promise.all(
    dealt.map(async (signals) => {
      for (const signal of signals) await handle.signal(signalNames.metrics, signal);
    })
  );
}
