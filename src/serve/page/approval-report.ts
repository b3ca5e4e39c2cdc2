import { knownKind } from '../../terms/metric-kinds.ts';
import type { Approval } from '../../core/state/state.ts';
import type { DataWindow, Evaluation, GateCheck, GateReport } from '../../core/state/lineage.ts';
import type { Evidence, Reason } from '../../core/state/decision.ts';
import type { GateSpec } from '../../core/state/retrain.ts';
import type { JsonObject } from '../../terms/json.ts';
import type { ModelCard, VersionCard } from '../../core/wire/model-card.ts';

/** One of the two that are compared. */
export interface ApprovalSide {
  version: string;
  createdAt: number | null;
  samples: number | null;
  bytes: number | null;
  sha256: string | null;
  dataWindow: DataWindow | null;
  hyperparameters: JsonObject | null;
}

/** Everything that somebody should have seen who approves a challenger, as numbers to draw. */
export interface ApprovalReport extends Pick<
  Approval,
  'generation' | 'version' | 'since' | 'timeoutAt' | 'onTimeout' | 'decided'
> {
  against: string | null;
  kind: string | null;
  text: string;
  champion: ApprovalSide | null;
  challenger: ApprovalSide;
  metrics: {
    metric: string;
    champion: number | null;
    challenger: number | null;
    better: 'champion' | 'challenger' | 'neither' | null;
  }[];
  slices: {
    slice: string;
    metric: string;
    champion: number | null;
    challenger: number | null;
    passed: boolean | null;
  }[];
  checks: GateCheck[];
  loss: {
    samples: number;
    gain: number;
    low: number | null;
    high: number | null;
    pValue: number;
    limit: number | null;
  } | null;
  hyperparameters: { name: string; champion: unknown; challenger: unknown; changed: boolean }[];
  reasons: Reason[];
  evidence: Evidence[];
}

/**
 * Lays the challenger that waits beside the champion that it was compared with.
 *
 * @param card  what the registry knows, with the challenger as its `whole`
 * @param gains what the gate asks for: it tells which way a metric is better
 */
export function approvalReport(approval: Approval, card: ModelCard, gains: GateSpec['gains']): ApprovalReport {
  const { generation, version, since, timeoutAt, onTimeout, decided, report } = approval;
  const against = approval.against ?? null;
  const cards = [...card.versions, ...(card.serving ? [card.serving] : [])];
  const [before, after] = [against, version].map((name) => cards.find((one) => one.version === name));
  const gate = card.whole?.gate ?? null;
  const challenger = sideOf(version, after, gate?.challenger);
  const champion = against === null ? null : sideOf(against, before, gate?.champion);
  return {
    generation,
    version,
    against,
    kind: after?.lineage.kind ?? null,
    since,
    timeoutAt,
    onTimeout,
    decided,
    text: sentence(version, against, gate, report?.samples ?? null),
    champion,
    challenger: { ...challenger, hyperparameters: card.whole?.hyperparameters ?? challenger.hyperparameters },
    metrics: metricsOf(gate, report?.metrics ?? [], gains),
    slices: slicesOf(gate),
    checks: gate?.checks ?? [],
    loss: lossOf(gate),
    hyperparameters: changesOf(champion?.hyperparameters ?? null, card.whole?.hyperparameters ?? {}),
    reasons: card.whole?.reasons ?? [],
    evidence: card.whole?.evidence ?? [],
  };
}

// --- internal ---

function sideOf(version: string, card: VersionCard | undefined, seen: Evaluation | null | undefined): ApprovalSide {
  return {
    version,
    createdAt: card?.createdAt ?? null,
    samples: seen?.samples ?? null,
    bytes: card?.artifact.bytes ?? null,
    sha256: card?.artifact.sha256 ?? null,
    dataWindow: card?.lineage.dataWindow ?? null,
    hyperparameters: card?.lineage.hyperparameters ?? null,
  };
}

function sentence(version: string, against: string | null, gate: GateReport | null, samples: number | null): string {
  const rows = gate?.challenger.samples ?? samples;
  const on = rows === null ? '' : ` on ${rows} held-out rows`;
  // That no trial succeeded is told among the checks, and is no rule of the gate.
  const rules = gate?.checks.filter(({ rule }) => rule !== 'search') ?? [];
  const passed = gate ? ` kept ${rules.filter((one) => one.passed).length} of ${rules.length} rules` : '';
  if (against === null)
    return `Version ${version} would be the first to serve; it was evaluated${on}${passed && `, and${passed}`}`;
  return `Version ${version} would take the place of ${against}; both were evaluated${on}${passed && `, and ${version}${passed}`}`;
}

function metricsOf(
  gate: GateReport | null,
  told: readonly Compared[],
  gains: readonly GateSpec['gains'][number][]
): ApprovalReport['metrics'] {
  const rows: readonly Compared[] = gate
    ? Object.entries(gate.challenger.metrics).map(([metric, challenger]) => ({
        metric,
        champion: gate.champion?.metrics[metric] ?? null,
        challenger,
      }))
    : told;
  return rows.map((row) => ({ ...row, better: betterOf(row, goalOf(row.metric, gains)) }));
}

interface Compared {
  metric: string;
  champion: number | null;
  challenger: number | null;
}

function goalOf(metric: string, gains: readonly GateSpec['gains'][number][]): 'maximize' | 'minimize' | null {
  const gain = gains.find((one) => one.metric === metric);
  if (gain) return gain.goal;
  const kind = knownKind(metric);
  if (kind === undefined || kind.direction === 'two-sided') return null;
  return kind.direction === 'higher-is-better' ? 'maximize' : 'minimize';
}

function betterOf(
  { champion, challenger }: Compared,
  goal: 'maximize' | 'minimize' | null
): ApprovalReport['metrics'][number]['better'] {
  if (champion === null || challenger === null) return null;
  if (champion === challenger) return 'neither';
  if (goal === null) return null;
  return challenger > champion === (goal === 'maximize') ? 'challenger' : 'champion';
}

function slicesOf(gate: GateReport | null): ApprovalReport['slices'] {
  if (!gate) return [];
  const judged = gate.checks.filter(({ rule }) => rule === 'slice-regression');
  return Object.entries(gate.challenger.slices ?? {}).flatMap(([slice, metrics]) =>
    Object.entries(metrics).map(([metric, challenger]) => ({
      slice,
      metric,
      champion: gate.champion?.slices?.[slice]?.[metric] ?? null,
      challenger,
      passed: judged.find((check) => check.slice === slice && check.metric === metric)?.passed ?? null,
    }))
  );
}

function lossOf(gate: GateReport | null): ApprovalReport['loss'] {
  if (!gate?.paired) return null;
  const { samples, meanGain, pValue, low = null, high = null } = gate.paired;
  const limit = gate.checks.find(({ rule }) => rule === 'significance')?.limit ?? null;
  return { samples, gain: meanGain, low, high, pValue, limit };
}

function changesOf(before: JsonObject | null, after: JsonObject): ApprovalReport['hyperparameters'] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].sort();
  return names.map((name) => {
    const [champion, challenger] = [before?.[name] ?? null, after[name] ?? null];
    return { name, champion, challenger, changed: JSON.stringify(champion) !== JSON.stringify(challenger) };
  });
}
