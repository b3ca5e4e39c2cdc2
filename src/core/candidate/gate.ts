import { metricLabel, metricWordsOf, type MetricWords } from '../../terms/metric-kinds.ts';
import type { DataWindow, Evaluation, GateCheck, GateReport } from '../state/lineage.ts';
import type { GainSpec, GateSpec } from '../state/retrain.ts';
import type { PairedBootstrap } from '../../stats/paired-bootstrap.ts';

export interface GateInput {
  spec: GateSpec;
  /** `null` only when there is no champion yet; one that could not be evaluated is an error before it comes here. */
  champion: Evaluation | null;
  challenger: Evaluation;
  holdout: DataWindow;
  paired: PairedBootstrap | null;
  /** Says that a loss has stayed as it was; it was told to have fallen by 0.00. */
  tellsUnchanged?: boolean;
  /** Sizes of the artifacts, for the limit on them. */
  bytes?: { champion: number | null; challenger: number };
  /** Of the decisions of the monitor that asked: it words the checks. @default the newest */
  edition?: number;
}

/** Whether the challenger may serve: every rule is checked and told, not only the first that fails. */
export function gate(input: GateInput): GateReport {
  const checks = [
    enoughSamples(input),
    ...floors(input),
    ...gains(input),
    ...slices(input),
    ...significance(input),
    ...latency(input),
    ...size(input),
  ];
  const { champion, challenger, holdout, paired } = input;
  const passed = checks.every((check) => check.passed);
  return { passed, checks, champion, challenger, holdout, ...(paired ? { paired } : {}) };
}

// --- internal ---

function enoughSamples({ spec, challenger }: GateInput): GateCheck {
  const passed = challenger.samples >= spec.minSamples;
  return {
    rule: 'minimum-samples',
    metric: 'samples',
    champion: null,
    challenger: challenger.samples,
    limit: spec.minSamples,
    passed,
    text: `${challenger.samples} held-out samples, at least ${spec.minSamples} needed`,
  };
}

function floors({ spec, champion, challenger, edition = Infinity }: GateInput): GateCheck[] {
  const words = metricWordsOf(edition);
  return spec.floors.flatMap(({ metric, min, max }) => {
    const value = valueOf(challenger, metric);
    const line = (limit: number, passed: boolean, side: string): GateCheck => ({
      rule: 'floor',
      metric,
      champion: valueOf(champion, metric),
      challenger: value,
      limit,
      passed,
      text: `${metricLabel(metric)} ${show(words, metric, value)}, must be ${side} ${words.value(metric, limit)}`,
    });
    return [
      ...(min === undefined ? [] : [line(min, value !== null && value >= min, 'at least')]),
      ...(max === undefined ? [] : [line(max, value !== null && value <= max, 'at most')]),
    ];
  });
}

function gains(input: GateInput): GateCheck[] {
  const { spec, champion } = input;
  return spec.gains.flatMap((gain): GateCheck[] => {
    const silent = unreported(input, gain);
    return silent ? [silent] : champion ? [gained(champion, input, gain)] : [];
  });
}

function gained(
  champion: Evaluation,
  { challenger, edition = Infinity }: GateInput,
  { metric, goal, minGain }: GainSpec
): GateCheck {
  const words = metricWordsOf(edition);
  const before = valueOf(champion, metric);
  const after = valueOf(challenger, metric);
  const gain = before === null || after === null ? null : goal === 'maximize' ? after - before : before - after;
  // A gain of 0.05 must pass a limit of 0.05 although 0.95 - 0.9 is a hair less in floating point.
  const passed = gain !== null && gain >= minGain - 1e-12;
  return {
    rule: 'minimum-gain',
    metric,
    champion: before,
    challenger: after,
    limit: minGain,
    passed,
    text: `${metricLabel(metric)} ${show(words, metric, before)} to ${show(words, metric, after)}, a gain of ${show(words, metric, edition > 2 ? withoutNoise(gain) : gain)}, at least ${words.value(metric, minGain)} needed`,
  };
}

/** What becomes of a gain on a metric that nothing reports; `undefined` where it is judged like any other. */
function unreported(input: GateInput, { metric, minGain, ifReported }: GainSpec): GateCheck | undefined {
  const { spec, champion, challenger, paired } = input;
  if (ifReported === undefined || valueOf(champion, metric) !== null || valueOf(challenger, metric) !== null)
    return undefined;
  const isTested = spec.significance !== null && paired !== null;
  const then = champion
    ? !ifReported
      ? ': it cannot be compared'
      : isTested
        ? ': the loss alone decides'
        : ', and without losses per row nothing compares the two'
    : ifReported
      ? ': it compares nothing'
      : ': no later version could be compared by it';
  const text = `\`${metric}\` is not reported by the trainer (${reportedText(challenger)})${then}; name what it reports in \`retrain.gate.gains\``;
  const passed = ifReported && (champion === null || isTested);
  return { rule: 'minimum-gain', metric, champion: null, challenger: null, limit: minGain, passed, text };
}

function reportedText({ metrics }: Evaluation): string {
  // A time of predictions is measured, not reported.
  const names = Object.keys(metrics).filter((name) => name !== latencyMetric);
  const shown = names.slice(0, mostNamed).join(', ');
  if (names.length === 0) return 'nothing is';
  return `${shown}${names.length > mostNamed ? ', …' : ''} ${names.length === 1 ? 'is' : 'are'}`;
}

const mostNamed = 8;
const latencyMetric = 'latencyMsP95';

function slices(input: GateInput): GateCheck[] {
  const { spec, champion, challenger, edition = Infinity } = input;
  const words = metricWordsOf(edition);
  if (spec.maxSliceLoss === null || !champion?.slices) return [];
  const limit = spec.maxSliceLoss;
  return Object.entries(champion.slices).flatMap(([slice, metrics]) =>
    spec.gains.flatMap((gain) => {
      if (unreported(input, gain)) return [];
      const { metric, goal } = gain;
      const before = metrics[metric] ?? null;
      const after = challenger.slices?.[slice]?.[metric] ?? null;
      const loss =
        before === null || after === null
          ? null
          : (goal === 'maximize' ? before - after : after - before) / Math.max(Math.abs(before), 1e-12);
      return {
        rule: 'slice-regression' as const,
        metric,
        slice,
        champion: before,
        challenger: after,
        limit,
        passed: loss !== null && loss <= limit + 1e-12,
        text: `${metricLabel(metric)} in slice ${slice} ${show(words, metric, before)} to ${show(words, metric, after)}, may lose at most ${(100 * limit).toFixed(1)}%`,
      };
    })
  );
}

function significance({ spec, champion, paired, tellsUnchanged = false }: GateInput): GateCheck[] {
  if (spec.significance === null || !champion) return [];
  const limit = spec.significance;
  const passed = paired !== null && paired.pValue <= limit && paired.meanGain > 0;
  return [
    {
      rule: 'significance',
      metric: 'loss',
      champion: null,
      challenger: paired?.pValue ?? null,
      limit,
      passed,
      text: paired
        ? `${changeOfLoss(paired.meanGain, tellsUnchanged)} over ${paired.samples} paired rows, p = ${paired.pValue.toFixed(4)}, at most ${limit} allowed`
        : 'the trainer gave no losses per row, which the significance test needs',
    },
  ];
}

function changeOfLoss(gain: number, tellsUnchanged: boolean): string {
  if (gain === 0 && tellsUnchanged) return 'mean loss stayed the same';
  return `mean loss ${gain < 0 ? 'rose' : 'fell'} by ${Math.abs(gain).toPrecision(3)}`;
}

/** A trainer that times no predictions cannot show that the limit is kept: that fails, as a missing metric does. */
function latency({ spec, champion, challenger }: GateInput): GateCheck[] {
  const limit = spec.maxLatencyMs;
  if (limit === undefined) return [];
  const metric = latencyMetric;
  const value = valueOf(challenger, metric);
  return [
    {
      rule: 'latency',
      metric,
      champion: valueOf(champion, metric),
      challenger: value,
      limit,
      passed: value !== null && value <= limit,
      text: `a prediction takes ${value === null ? 'an unknown time' : milliseconds(value)} (95th percentile), at most ${milliseconds(limit)} allowed`,
    },
  ];
}

function size({ spec, bytes }: GateInput): GateCheck[] {
  const limit = spec.maxBytes;
  if (limit === undefined) return [];
  const value = bytes?.challenger ?? null;
  return [
    {
      rule: 'size',
      metric: 'bytes',
      champion: bytes?.champion ?? null,
      challenger: value,
      limit,
      passed: value !== null && value <= limit,
      text: `the artifact has ${value ?? 'an unknown number of'} bytes, at most ${limit} allowed`,
    },
  ];
}

function milliseconds(value: number): string {
  return `${Number(value.toPrecision(3))} ms`;
}

function valueOf(evaluation: Evaluation | null, metric: string): number | null {
  const value = evaluation?.metrics[metric];
  return value === undefined || !Number.isFinite(value) ? null : value;
}

/** What is left of equal numbers when they are subtracted is none of their figures. */
function withoutNoise(gain: number | null): number | null {
  return gain !== null && Math.abs(gain) < 1e-12 ? 0 : gain;
}

function show(words: MetricWords, metric: string, value: number | null): string {
  return value === null ? 'missing' : words.value(metric, value);
}
