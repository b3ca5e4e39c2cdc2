import type { JsonObject } from '../../terms/json.ts';
import type { MetricPolicy } from '../../core/state/policy.ts';
import type { GateSpec, RetrainSpec } from '../../core/state/retrain.ts';
import type { Faults } from '../faults/faults.ts';
import { completeApproval, completeLiveTrials } from './promotion.ts';
import { completeTuning, goalOf, type Surroundings } from './tuning.ts';
import { externalTuner } from '../../terms/message-names.ts';
import { formatDuration } from '../../terms/time-text.ts';
import { jsonFault } from '../faults/json-fault.ts';
import { refuseRepeated } from './numbered-ids.ts';
import { knownKind, shareOfPercent } from '../../terms/metric-kinds.ts';
import type { RetrainFile } from '../schema/retrain-schema.ts';
import { valueAt, type Path } from '../faults/path.ts';

const minuteMs = 60_000;

/** The complete form of `retrain`. */
export function completeRetrain(file: RetrainFile, surroundings: Surroundings, faults: Faults): RetrainSpec {
  const { trainer = {}, hyperparameters = {}, data = {} } = file;
  const { options = {}, taskQueue, artifacts } = trainer;
  refuseNonJson(options, ['retrain', 'trainer', 'options'], faults);
  refuseNonJson(hyperparameters, ['retrain', 'hyperparameters'], faults);
  const tuning = completeTuning(file.tuning ?? {}, surroundings, faults);
  if (tuning.tuner === externalTuner && taskQueue === undefined)
    faults.expected(['retrain', 'trainer', 'taskQueue'], 'the task queue of the external tuner', taskQueue);
  const timeoutMs = trainer.timeout ?? Math.min(6 * 60 * minuteMs, file.timeout ?? Number.POSITIVE_INFINITY);
  const spec: RetrainSpec = {
    trainer: {
      name: trainer.name ?? 'in-process',
      options: options as JsonObject,
      ...(taskQueue === undefined ? {} : { taskQueue }),
      ...(artifacts === undefined ? {} : { artifacts }),
      timeoutMs,
      heartbeatTimeoutMs: trainer.heartbeatTimeout ?? Math.min(minuteMs, timeoutMs),
      retries: trainer.retries ?? 3,
      retryIntervalMs: trainer.retryInterval ?? 30_000,
    },
    hyperparameters: hyperparameters as JsonObject,
    tuning,
    data: {
      softSamples: data.softSamples === undefined ? 10_000 : data.softSamples,
      fullSamples: data.fullSamples ?? null,
      ...(data.softWindow === undefined ? {} : { softWindow: data.softWindow }),
      ...(data.fullWindow === undefined ? {} : { fullWindow: data.fullWindow }),
      holdoutSamples: data.holdoutSamples ?? 1_000,
    },
    gate: completeGate(file, tuning, surroundings.metrics, faults),
    promotion: file.promotion ?? 'challenger',
    approval: completeApproval(file, faults),
    ...completeLiveTrials(file, surroundings.metrics, faults),
    versioning: file.versioning ?? 'strategy',
    timeoutMs: file.timeout ?? 24 * 60 * minuteMs,
  };
  // Defaults in place of what could not be read would blame the wrong field.
  if (faults.sound(['retrain'])) {
    checkTimes(spec, faults);
    checkSamples(spec, faults);
  }
  return spec;
}

// --- internal ---

/**
 * 3 in 100 challengers that are not better pass, so hardly ever more than 50 in 1,000 (bench/gate.json); at 0.05 more
 * than 50 would pass every second time.
 */
const defaultSignificance = 0.03;

/** Metrics between 0 and 1, where half a point is a gain that people care about. */
const shares: ReadonlySet<string> = new Set(['accuracy', 'precision', 'recall', 'f1', 'auc', 'errorRate']);

function completeGate(
  { gate = {} }: RetrainFile,
  tuning: RetrainSpec['tuning'],
  metrics: readonly MetricPolicy[],
  faults: Faults
): GateSpec {
  const { floors = [], gains } = gate;
  floors.forEach((floor, index) => {
    const path = ['retrain', 'gate', 'floors', index];
    if (floor.min === undefined && floor.max === undefined) faults.expected(path, 'a floor with `min` or `max`', floor);
    if (floor.min !== undefined && floor.max !== undefined && floor.min > floor.max)
      faults.expected([...path, 'min'], `at most \`max\` (${floor.max})`, floor.min, 'swap them');
    for (const side of ['min', 'max'] as const) refuseShare(floor.metric, floor[side], [...path, side], faults);
  });
  gains?.forEach(({ metric, minGain }, index) =>
    refuseShare(metric, minGain, ['retrain', 'gate', 'gains', index, 'minGain'], faults)
  );
  const gained = gains?.map(({ metric }) => metric) ?? [];
  refuseRepeated(gained, (index) => ['retrain', 'gate', 'gains', index, 'metric'], faults);
  const wantedGains = gains ?? [{ metric: tuning.metric, goal: tuning.goal }];
  return {
    minSamples: gate.minSamples ?? 30,
    floors,
    gains: wantedGains.map((gain, index) => ({
      metric: gain.metric,
      goal: gain.goal ?? goalOf(gain.metric, metrics, ['retrain', 'gate', 'gains', index, 'goal'], faults),
      minGain: ('minGain' in gain ? gain.minGain : undefined) ?? (shares.has(gain.metric) ? 0.005 : 0),
      // What nobody has named may be a metric of serving, which no trainer reports.
      ifReported: ('ifReported' in gain ? gain.ifReported : undefined) ?? gains === undefined,
    })),
    maxSliceLoss: gate.maxSliceLoss === undefined ? 0.02 : gate.maxSliceLoss,
    significance: gate.significance === undefined ? defaultSignificance : gate.significance,
    ...(gate.maxLatencyMs === undefined ? {} : { maxLatencyMs: gate.maxLatencyMs }),
    ...(gate.maxBytes === undefined ? {} : { maxBytes: gate.maxBytes }),
  };
}

/** A share is never above 1: a limit in per cent would always be kept, or never. */
function refuseShare(metric: string, limit: number | undefined, path: Path, faults: Faults): void {
  if (limit === undefined || limit <= 1 || !knownKind(metric)?.isShare) return;
  const next = limit <= 100 ? `write ${shareOfPercent(limit)}` : `\`${metric}\` is between 0 and 1`;
  faults.expected(path, 'at most 1', limit, next);
}

function checkTimes({ trainer, tuning, timeoutMs }: RetrainSpec, faults: Faults): void {
  if (tuning.timeBudgetMs !== undefined && tuning.timeBudgetMs > timeoutMs)
    faults.expected(
      ['retrain', 'tuning', 'timeBudget'],
      `at most \`retrain.timeout\` (${formatDuration(timeoutMs)})`,
      formatDuration(tuning.timeBudgetMs)
    );
  if (trainer.heartbeatTimeoutMs > trainer.timeoutMs)
    faults.expected(
      ['retrain', 'trainer', 'heartbeatTimeout'],
      `at most \`timeout\` (${formatDuration(trainer.timeoutMs)})`,
      formatDuration(trainer.heartbeatTimeoutMs)
    );
  if (trainer.timeoutMs > timeoutMs)
    faults.expected(
      ['retrain', 'trainer', 'timeout'],
      `at most \`retrain.timeout\` (${formatDuration(timeoutMs)})`,
      formatDuration(trainer.timeoutMs)
    );
}

function checkSamples({ gate, data }: RetrainSpec, faults: Faults): void {
  if (gate.minSamples > data.holdoutSamples)
    faults.expected(
      ['retrain', 'gate', 'minSamples'],
      `at most \`retrain.data.holdoutSamples\` (${data.holdoutSamples}), or no challenger could ever pass`,
      gate.minSamples
    );
}

function refuseNonJson(value: unknown, path: string[], faults: Faults): void {
  const fault = jsonFault(value);
  if (fault) faults.expected([...path, ...fault], 'a plain JSON value', valueAt(value, fault));
}
