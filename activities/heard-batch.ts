import { decodeBatch, isMeasurement, type DecodedSeries } from '../src/core/wire/batch.ts';
import type { HeardBatch, HeardObservation } from '../src/notify/heard-batch.ts';

/** A batch off the wire, one row an observation; `undefined` where the monitor refuses it too. */
export function heardBatch(raw: unknown, model: string, heardAt: number): HeardBatch | undefined {
  const batch = decodeBatch(raw);
  if (typeof batch === 'string') return undefined;
  const { source, incarnation, seq, series } = batch;
  return { model, heardAt, source, incarnation, seq, observations: series.flatMap(observationsOf) };
}

// --- internal ---

function observationsOf({ metric, segment, version, t0, dt, values }: DecodedSeries): HeardObservation[] {
  let at = t0;
  return values.map((value, i) => {
    if (Array.isArray(dt)) at += dt[i] ?? 0;
    else if (i > 0) at += dt;
    return { metric, segment, version, at, value: isMeasurement(value) ? value : null };
  });
}
