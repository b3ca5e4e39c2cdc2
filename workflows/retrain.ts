import { reasonText } from '../src/core/state/decision.ts';
import type { RetrainProgress } from '../src/core/wire/answers.ts';
import {
  ApplicationFailure,
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
  type ParentWorkflowInfo,
} from '@temporalio/workflow';
import { anotherChampionServes } from '../src/core/candidate/another-champion.ts';
import { championInstead, describeFailure } from './describe-failure.ts';
import { killSwitchFailure } from '../src/core/retrain/kill-switch.ts';
import { gate } from '../src/core/candidate/gate.ts';
import { withWayOut } from '../src/core/launch/registry-trouble.ts';
import { monitorWorkflowId } from '../src/terms/model-id.ts';
import { progressQuery, retrainFinishedSignal } from './messages.ts';
import { carriesAttributes, saysAttributes, writeOutcome } from './outcome-attributes.ts';
import { progressDetails } from './progress-details.ts';
import { attemptsUntil, registryCalls, registryChanges } from './registry-calls.ts';
import { expectRequest, refuseUnusable } from './usable-input.ts';
import { selectData } from './select-data.ts';
import { runTrials, withSearch, type Tuned } from './trials.ts';
import { compare, train } from './training-jobs.ts';
import type { DataSelection, TrainResult } from '../src/trainers/jobs.ts';
import type { GateReport, Release } from '../src/core/state/lineage.ts';
import type { CurrentPolicy, PromoteOrder, RetrainPlan } from '../activities/contract.ts';
import type { RetrainOutcome, RetrainRequest } from '../src/core/state/retrain.ts';

/**
 * One retrain: prepare, tune, train, evaluate, gate, register, promote. Whatever happens it ends in exactly one
 * outcome, and tells the monitor by workflow id, so that the monitor's current run hears it however often it has
 * continued as new.
 */
export async function retrainModel(request: RetrainRequest): Promise<RetrainOutcome> {
  refuseUnusable('a retrain to be started by its monitor', () => expectRequest(request));
  const progress = new Progress(request);
  setHandler(progressQuery, () => progress.now, { description: 'stage, trials and version of this retrain' });
  const scope = new CancellationScope({ cancellable: true, timeout: request.spec.timeoutMs });
  const outcome = await scope
    .run(() => run(request, progress))
    .catch((error: unknown) => failed(request, progress, error, scope));
  progress.end(outcome);
  if (progress.writesAttributes) writeOutcome(outcome);
  await CancellationScope.nonCancellable(() => report(request, outcome));
  return outcome;
}

// --- internal ---

class Progress {
  readonly now: RetrainProgress;
  release: Release | undefined;
  /** What the gate found. */
  gate: GateReport | undefined;
  /** The namespace has the search attributes of an outcome: to write one that it lacks would end in nothing. */
  writesAttributes = false;
  readonly deadline: number;
  private readonly request: RetrainRequest;

  constructor(request: RetrainRequest) {
    this.request = request;
    this.deadline = Date.now() + request.spec.timeoutMs;
    this.now = { retrainId: request.retrainId, stage: 'preparing', trials: [], version: null };
  }

  show(stage: RetrainProgress['stage']): void {
    this.now.stage = stage;
    setCurrentDetails(progressDetails(this.request, this.now, { gate: this.gate }));
  }

  end(outcome: RetrainOutcome): void {
    this.now.stage = 'done';
    setCurrentDetails(progressDetails(this.request, this.now, { gate: this.gate, outcome }));
  }
}

async function run(request: RetrainRequest, progress: Progress): Promise<RetrainOutcome> {
  const { spec, model, retrainId, generation } = request;
  progress.show('preparing');
  refuseStrangers(request);
  const plan = await registryCalls['retrain.prepare'].executeWithOptions(
    { summary: `champion of ${model}`, ...attemptsUntil(progress.deadline) },
    [carriesAttributes() ? { ...request, searchAttributes: true } : request]
  );
  progress.writesAttributes = plan.searchAttributes === true;
  // Without a champion there is nothing to continue from.
  const kind = plan.champion ? request.kind : 'full';
  const data = selectData(request, plan, kind);
  progress.show('tuning');
  const tuned = await runTrials({ request, plan, kind, data }, ({ trials, study }) => {
    progress.now.trials = trials;
    if (study) progress.now.study = study;
    progress.show('tuning');
  });
  progress.show('training');
  const trained = await train(spec.trainer, `${kind} training of ${model}`, {
    model,
    retrainId,
    kind,
    base: kind === 'soft' ? (plan.champion?.artifact ?? null) : null,
    hyperparameters: tuned.hyperparameters,
    seed: spec.tuning.seed + generation,
    data,
  });
  progress.show('evaluating');
  const { report: found, policy } = await evaluate(request, plan, trained, data);
  const report = withSearch(found, tuned, spec.tuning.metric);
  progress.gate = report;
  const common = { generation, metrics: report.challenger.metrics, gate: report, trials: tuned.trials };
  if (!report.passed) return { ...common, status: 'rejected', finishedAt: Date.now() };
  progress.show('registering');
  const { version, release } = await register(request, plan, {
    kind,
    trained,
    report,
    tuned,
    deadline: progress.deadline,
  });
  progress.now.version = version;
  progress.release = release;
  progress.show('promoting');
  const promotion = await promote(request, plan, { version, policy, deadline: progress.deadline });
  return { ...common, ...registered(progress), ...promotion, finishedAt: Date.now() };
}

/**
 * Only a workflow with the id of the model's monitor, in this namespace, can have it as its parent. Whoever starts a
 * retrain by hand could ask for a gate that lets everything pass.
 */
function refuseStrangers({ model, retrainId }: RetrainRequest): void {
  const monitorId = monitorWorkflowId(model);
  const { parent, workflowId } = workflowInfo();
  const isItsOwn = parent?.workflowId === monitorId && workflowId === retrainId;
  if (!isItsOwn && patched('asked-by-its-monitor'))
    throw notAsked(`Expected this retrain to be started by \`${monitorId}\``, parent && `\`${parent.workflowId}\``);
  if (parent && isItsOwn && isOfAnotherNamespace(parent))
    throw notAsked(
      `Expected this retrain to be started in its own namespace \`${workflowInfo().namespace}\``,
      `\`${parent.namespace}\``
    );
}

/** A history that is replayed from a file is in no namespace: there the marker alone knows. */
function isOfAnotherNamespace({ namespace }: ParentWorkflowInfo): boolean {
  const info = workflowInfo();
  if (!info.unsafe.isReplaying && namespace === info.namespace) return false;
  return patched('asked-in-another-namespace');
}

function notAsked(wanted: string, got = 'nobody'): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${wanted}, got ${got}; ask the monitor for it, with \`monitor retrain\``,
    'NotAskedError'
  );
}

async function evaluate(
  request: RetrainRequest,
  plan: RetrainPlan,
  trained: TrainResult,
  data: DataSelection
): Promise<{ report: GateReport; policy: CurrentPolicy | null }> {
  const { spec, model, retrainId, generation, edition = 0 } = request;
  const comparison = await compare(spec.trainer, 'champion and challenger on the same held-out data', {
    model,
    retrainId,
    champion: plan.champion?.artifact ?? null,
    challenger: trained.artifact,
    data,
    seed: spec.tuning.seed + generation,
  });
  const bytes = { champion: plan.champion?.artifact.bytes ?? null, challenger: trained.artifact.bytes };
  // A policy that was tightened in the meantime holds for this one too.
  const policy = patched('policy-of-the-end')
    ? await registryCalls['retrain.readPolicy'].executeWithOptions({ summary: `policy of ${model}` }, [{ model }])
    : null;
  const tellsUnchanged = comparison.paired?.meanGain === 0 && patched('unchanged-loss');
  return { report: gate({ spec: policy?.gate ?? spec.gate, ...comparison, bytes, tellsUnchanged, edition }), policy };
}

async function register(
  request: RetrainRequest,
  plan: RetrainPlan,
  made: {
    kind: 'soft' | 'full';
    trained: TrainResult;
    report: GateReport;
    tuned: Tuned;
    deadline: number;
  }
): Promise<{ version: string; release?: Release }> {
  const { model, retrainId, generation, reasons, evidence, policyRevision, streams, spec } = request;
  return registryChanges['retrain.register'].executeWithOptions(
    { summary: 'register the challenger', ...attemptsUntil(made.deadline) },
    [
      {
        model,
        ...meantFor(request),
        retrainId,
        versioning: spec.versioning,
        above: request.above ?? request.champion ?? '',
        retuned: made.tuned.retuned,
        artifact: made.trained.artifact,
        metrics: made.report.challenger.metrics,
        streams,
        lineage: {
          parent: replaced(plan),
          generation,
          kind: made.kind,
          reasons,
          evidence,
          policyRevision,
          dataWindow: made.trained.dataWindow,
          hyperparameters: made.tuned.hyperparameters,
          gate: made.report,
        },
      },
    ]
  );
}

/** The version that served until then, whether or not the challenger was compared with it. */
function replaced({ champion, replaces = null }: RetrainPlan): string | null {
  return champion?.version ?? replaces;
}

function meantFor({ registry }: RetrainRequest): { registry?: string } {
  return registry === undefined ? {} : { registry };
}

/** Facts that hold however the retrain ends. */
function registered({ now: { version }, release }: Progress): Pick<RetrainOutcome, 'version' | 'release'> {
  return { ...(version === null ? {} : { version }), ...(release ? { release } : {}) };
}

/** `auto` serves at once; otherwise the challenger is marked, and the monitor waits for a person. */
async function promote(
  request: RetrainRequest,
  plan: RetrainPlan,
  { version, policy, deadline }: { version: string; policy: CurrentPolicy | null; deadline: number }
): Promise<Pick<RetrainOutcome, 'status' | 'previousVersion' | 'waits' | 'error'>> {
  const { model, retrainId, spec, reasons } = request;
  const wanted = policy?.promotion ?? spec.promotion;
  // What was launched to wait does not serve because the policy asks for less by now.
  const waits = wanted !== 'challenger' && ![wanted, 'auto'].includes(spec.promotion) && patched('launched-to-wait');
  const auto = wanted === 'auto' && !waits;
  const automatic = { tenant: request.tenant ?? null, ...(policy ? { revision: policy.revision } : {}) };
  const order: PromoteOrder = {
    model,
    ...meantFor(request),
    retrainId,
    changeId: `${retrainId}/${auto ? 'promote' : 'challenge'}`,
    version,
    alias: auto ? 'champion' : 'challenger',
    ...(auto ? { expected: replaced(plan), automatic } : {}),
    actor: 'temporal-retrain',
    reason: reasons.map(reasonText).join('; ').slice(0, 500),
  };
  try {
    const options = { summary: `promote ${version}`, ...attemptsUntil(deadline) };
    const done = await registryChanges['retrain.promote'].executeWithOptions(options, [order]);
    const common = { previousVersion: done.previous, ...(waits ? { waits } : {}) };
    return { status: auto && !done.waits ? 'promoted' : 'awaiting-approval', ...common };
  } catch (error) {
    const serves = championInstead(error);
    // Monitors of before know no such end: for them it has failed.
    const isCancelled = CancellationScope.current().consideredCancelled;
    if (serves === undefined || isCancelled || (request.edition ?? 0) < 2) throw error;
    const message = anotherChampionServes({ model, version, against: plan.champion?.version ?? null, serves });
    return { status: 'superseded', error: { type: 'AnotherChampionError', message } };
  }
}

/** A stopped job may fail, or not answer in time: what counts is that it was told to stop, and by whom. */
function failed(request: RetrainRequest, progress: Progress, error: unknown, scope: CancellationScope): RetrainOutcome {
  const { generation } = request;
  // It may have come to nothing at its first step, which tells as much with its failure.
  progress.writesAttributes ||= saysAttributes(error);
  const common = { generation, ...registered(progress), finishedAt: Date.now() };
  const described = isCancellation(error) ? undefined : withWayOut(describeFailure(error), request.model);
  if (described?.type === killSwitchFailure) return { ...common, status: 'cancelled', error: described };
  if (CancellationScope.current().consideredCancelled) return { ...common, status: 'cancelled' };
  if (described && !scope.consideredCancelled) return { ...common, status: 'failed', error: described };
  const message = `The retrain took longer than the ${request.spec.timeoutMs / 1_000} s that \`retrain.timeout\` allows`;
  return { ...common, status: 'failed', error: { type: 'TimeoutFailure', message } };
}

/** A stopped monitor hears nothing, and that is not a failure of the retrain. */
async function report(request: RetrainRequest, outcome: RetrainOutcome): Promise<void> {
  try {
    await getExternalWorkflowHandle(request.monitorId).signal(retrainFinishedSignal, outcome);
  } catch (error) {
    log.warn('the monitor could not be told', { monitorId: request.monitorId, error: String(error) });
  }
}
