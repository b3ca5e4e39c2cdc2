import { z } from 'zod';
import type { DataWindow } from '../../../core/state/lineage.ts';
import type { FitState } from './fit.ts';

/** The state of a fit as text. Numbers keep every bit: a resumed fit ends in the same bytes as an unbroken one. */
export function encodeCheckpoint(state: FitState, fingerprint: string, window: DataWindow): string {
  return JSON.stringify({
    fingerprint,
    window,
    epoch: state.epoch,
    step: state.step,
    parameters: [...state.parameters],
    first: [...state.first],
    second: [...state.second],
  });
}

/** The state, or a sentence that says why this checkpoint cannot be used here. */
export function decodeCheckpoint(
  text: string,
  fingerprint: string,
  window: DataWindow,
  width: number
): FitState | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const { success, data } = checkpointSchema.safeParse(value);
  if (!success) return 'it is not a checkpoint of the in-process trainer';
  if (data.fingerprint !== fingerprint) return 'it belongs to another request';
  if (JSON.stringify(data.window) !== JSON.stringify(window)) return 'the data has changed since';
  const lists = [data.parameters, data.first, data.second];
  if (lists.some((list) => list.length !== width + 1)) return 'it has another number of features';
  const [parameters, first, second] = lists.map((list) => Float64Array.from(list)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { epoch: data.epoch, step: data.step, parameters, first, second };
}

// --- internal ---

const checkpointSchema = z.strictObject({
  fingerprint: z.string(),
  window: z.strictObject({ from: z.number().nullable(), to: z.number().nullable(), samples: z.number() }),
  epoch: z.int().min(0),
  step: z.int().min(0),
  parameters: z.array(z.number()),
  first: z.array(z.number()),
  second: z.array(z.number()),
});
