import type { DataSelection } from '../src/trainers/jobs.ts';
import type { RetrainPlan } from '../activities/contract.ts';
import type { RetrainRequest, WindowPolicy } from '../src/core/state/retrain.ts';

/** Which rows a retrain may use: never later than the decision saw, and of those what the policy's window keeps. */
export function selectData(request: RetrainRequest, plan: RetrainPlan, kind: 'soft' | 'full'): DataSelection {
  const { softSamples, fullSamples, softWindow, fullWindow, holdoutSamples } = request.spec.data;
  const [lastSamples, window] = kind === 'soft' ? [softSamples, softWindow] : [fullSamples, fullWindow];
  return {
    to: request.dataUntil,
    holdoutSamples,
    ...(lastSamples === null ? {} : { lastSamples }),
    ...boundOf(window, request, plan),
  };
}

// --- internal ---

/** An unknown time sets no limit: a first model has no last retrain, and a schedule has no drift. */
function boundOf(
  window: WindowPolicy | undefined,
  { driftFrom }: RetrainRequest,
  { champion }: RetrainPlan
): Pick<DataSelection, 'from' | 'lastMs'> {
  if (!window) return {};
  if ('lastMs' in window) return { lastMs: window.lastMs };
  if (window.since === 'last-retrain')
    return champion?.trainedUntil === undefined ? {} : { from: champion.trainedUntil };
  // Rows at `from` are left out, but the first one of the drift is part of it.
  return driftFrom === undefined ? {} : { from: driftFrom - 1 };
}
