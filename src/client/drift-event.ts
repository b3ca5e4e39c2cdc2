import type { MetricValues, RecordOptions } from './publish/observation.ts';

/** Drift that was measured elsewhere. */
export type DriftEvent =
  | { type: 'dataDrift'; streamId: string; pValue: number }
  | { type: 'conceptDrift'; klDivergence: number }
  | { type: 'performanceDrop'; mapChange: number };

/** A drift event as an observation: one value, with the stream as its segment if the event names one. */
export function driftObservation(
  event: DriftEvent,
  options: RecordOptions = {}
): { values: MetricValues; options: RecordOptions } {
  switch (event.type) {
    case 'dataDrift':
      return { values: { pValue: event.pValue }, options: { segment: event.streamId, ...options } };
    case 'conceptDrift':
      return { values: { klDivergence: event.klDivergence }, options };
    case 'performanceDrop':
      return { values: { mapChange: event.mapChange }, options };
  }
}

export function isDriftEvent(input: MetricValues | DriftEvent): input is DriftEvent {
  return typeof (input as { type?: unknown }).type === 'string';
}
