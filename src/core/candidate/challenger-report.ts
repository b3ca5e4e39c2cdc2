import { maxNote } from '../outcome/outcome.ts';
import type { ChallengerReport, Evaluation, GateLine, GateReport } from '../state/lineage.ts';

/** A gate's report as it is kept with what waits. Total: of a report that came by signal parts may be missing. */
export function reportOf(gate: GateReport): ChallengerReport {
  const { champion = null, challenger } = gate as Partial<GateReport>;
  return {
    samples: challenger?.samples ?? null,
    metrics: comparedMetrics(champion, challenger),
    gate: gateLines(gate),
  };
}

/** Its rules in sentences, failed ones first. */
export function gateLines(gate: GateReport): GateLine[] {
  const { checks = [] } = gate as Partial<GateReport>;
  const failedFirst = [...checks.filter(({ passed }) => !passed), ...checks.filter(({ passed }) => passed)];
  return failedFirst
    .slice(0, maxGateLines)
    .map(({ rule, passed, text }) => ({ rule, passed, text: text.slice(0, maxNote) }));
}

// --- internal ---

/** As many rules as people read; a report with a hundred slices is with the version. */
const maxGateLines = 12;
const maxMetrics = 12;

function comparedMetrics(
  champion: Evaluation | null | undefined,
  challenger: Evaluation | undefined
): ChallengerReport['metrics'] {
  const names = Object.keys(challenger?.metrics ?? {}).slice(0, maxMetrics);
  return names.map((metric) => ({
    metric,
    champion: champion?.metrics[metric] ?? null,
    challenger: challenger?.metrics[metric] ?? null,
  }));
}
