import { defaultDetection } from '../detectors/defaults.ts';
import { possibleValues } from '../terms/metric-kinds.ts';
import type { DetectorPolicy, MetricPolicy } from '../core/state/policy.ts';

/** Warns of limits that decide nothing, as no value passes them or every one does, and of metrics nobody watches. */
export function metricAdvice({ name, detectors, noDataAfterMs }: MetricPolicy): string[] {
  if (detectors.length === 0 && noDataAfterMs === null)
    return [
      `Nothing watches \`${name}\`, as its \`detectors\` are an empty list: its values are only shown and compared; name a detector, or leave \`detectors\` out for \`${defaultDetection('metric').type}\``,
    ];
  return detectors.flatMap((detector) => {
    const vain = vainLimit(name, detector);
    return vain === undefined ? [] : [vain];
  });
}

// --- internal ---

function vainLimit(name: string, { id, options: { below, above }, seasonal }: DetectorPolicy): string | undefined {
  // A residual has no such bounds.
  if (seasonal) return undefined;
  const { least, most } = possibleValues(name);
  const told = (beyond: string, limit: string, becomes: string, next: string): string =>
    `\`${name}\` is never ${beyond}, so that its \`${id}\` with \`${limit}\` ${becomes}; set it ${next}`;
  if (typeof below === 'number' && below <= least)
    return told(`below ${least}`, `below: ${below}`, 'never fires', `above ${least}`);
  if (typeof above === 'number' && above >= most)
    return told(`above ${most}`, `above: ${above}`, 'never fires', `below ${most}`);
  if (typeof above === 'number' && above < least)
    return told(`below ${least}`, `above: ${above}`, 'fires at every value', `to at least ${least}`);
  return undefined;
}
