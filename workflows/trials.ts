import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import { registryCalls } from './registry-calls.ts';
import { trainingJobs } from './training-jobs.ts';
import type { DataSelection } from '../src/trainers/jobs.ts';
import type { JsonObject } from '../src/core/json.ts';
import type { RetrainPlan } from '../activities/contract.ts';
import type { RetrainProgress } from './messages.ts';
import type { RetrainRequest } from '../src/core/retrain.ts';
import type { Trial } from '../src/tuners/tuner.ts';

export interface Study {
  request: RetrainRequest;
  plan: RetrainPlan;
  kind: 'soft' | 'full';
  data: DataSelection;
  progress: RetrainProgress;
  show: () => void;
}

/** The best hyper-parameters the trials found; without trials, or when all of them fail, the champion's own. */
export async function runTrials(study: Study): Promise<{ hyperparameters: JsonObject; retuned: boolean }> {
  const { request, plan } = study;
  const { tuning, hyperparameters } = request.spec;
  const known = { ...hyperparameters, ...plan.champion?.hyperparameters };
  if (tuning.trials === 0 || Object.keys(tuning.space).length === 0) return { hyperparameters: known, retuned: false };
  const trials: Trial[] = [];
  const lanes = Array.from({ length: tuning.parallel }, () => runLane(study, trials, known));
  await Promise.all(lanes);
  const best = bestOf(trials, tuning.goal);
  if (!best) {
    log.warn('no trial succeeded; the known hyper-parameters are used', { trials: trials.length });
    return { hyperparameters: known, retuned: false };
  }
  const chosen = { ...known, ...best.params };
  return { hyperparameters: chosen, retuned: JSON.stringify(sorted(chosen)) !== JSON.stringify(sorted(known)) };
}

// --- internal ---

/** One of several lanes that take the next trial number until there is none left. */
async function runLane(study: Study, trials: Trial[], known: JsonObject): Promise<void> {
  const { tuning } = study.request.spec;
  while (trials.length < tuning.trials) {
    const trial: Trial = { number: trials.length, params: {}, state: 'running', value: null };
    const before = trials.map((t) => ({ ...t }));
    trials.push(trial);
    const params = await propose(study, before, trial.number, known);
    if (params === null) {
      trials.splice(trials.indexOf(trial), 1);
      return;
    }
    trial.params = params;
    await runTrial(study, trial, known);
    study.progress.trials = trials.map(({ number, params, state, value }) => ({ number, params, state, value }));
    study.show();
  }
}

async function propose(study: Study, trials: Trial[], number: number, known: JsonObject): Promise<JsonObject | null> {
  const { request, plan } = study;
  const { space, goal, seed } = request.spec.tuning;
  const names = Object.keys(space);
  const first = names.every((name) => name in known)
    ? Object.fromEntries(names.map((n) => [n, known[n] ?? null]))
    : null;
  return registryCalls['retrain.propose'].executeWithOptions({ summary: `propose trial ${number}` }, [
    { tuner: plan.tuner, space, goal, trials, number, seed: seed + request.generation, first },
  ]);
}

/** A trial that fails is a result too: the study goes on without it. */
async function runTrial(study: Study, trial: Trial, known: JsonObject): Promise<void> {
  const { request, plan, kind, data } = study;
  const { spec, model, retrainId, generation } = request;
  try {
    const result = await trainingJobs(spec.trainer)['retrain.train'].executeWithOptions(
      { summary: `trial ${trial.number}: ${JSON.stringify(trial.params)}`.slice(0, 190) },
      [
        {
          trainer: spec.trainer.name,
          model,
          retrainId,
          kind,
          base: kind === 'soft' ? (plan.champion?.artifact ?? null) : null,
          hyperparameters: { ...known, ...trial.params },
          seed: spec.tuning.seed + generation,
          data,
          trial: { number: trial.number },
          options: spec.trainer.options,
        },
      ]
    );
    const value = result.metrics[spec.tuning.metric];
    trial.state = value === undefined ? 'failed' : 'complete';
    trial.value = value ?? null;
    if (value === undefined) log.warn('the trainer reports no such metric', { metric: spec.tuning.metric });
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    trial.state = 'failed';
    log.warn('trial failed', { trial: trial.number, error: error.cause?.message ?? error.message });
  }
}

function bestOf(trials: readonly Trial[], goal: 'maximize' | 'minimize'): Trial | undefined {
  const sign = goal === 'maximize' ? 1 : -1;
  return trials
    .filter(({ state, value }) => state === 'complete' && value !== null)
    .reduce<Trial | undefined>(
      (best, trial) => (!best || sign * (trial.value ?? 0) > sign * (best.value ?? 0) ? trial : best),
      undefined
    );
}

function sorted(params: JsonObject): [string, unknown][] {
  return Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
}
