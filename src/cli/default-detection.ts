import { detectors } from '../detectors/index.ts';
import type { Detector } from '../detectors/detector.ts';

/** What watches a stream when nobody names a detector: a vote on standardised metrics, ADWIN on error bits. */
export function defaultDetection(input: 'metric' | 'error-bit'): {
  detector: Detector;
  params: Record<string, unknown>;
} {
  const { name, params } = input === 'metric' ? forMetrics : forErrorBits;
  const detector = detectors.get(name);
  if (!detector) throw new Error(`No detector \`${name}\` for the default detection`);
  return { detector, params };
}

// --- internal ---

const forMetrics = { name: 'z-vote', params: {} };
const forErrorBits = { name: 'adwin', params: { clock: 1 } };
