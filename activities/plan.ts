import { ApplicationFailure } from '@temporalio/common';
import { ConfigurationError } from '../src/terms/errors.ts';
import { externalTuner } from '../src/terms/message-names.ts';
import { refuseWhenKilled } from './kill-switch.ts';
import { requireRegistry } from './registry-order.ts';
import { whyUnreadable } from './champion-check.ts';
import { behindText, championLostFailure, wayOut } from '../src/core/launch/registry-trouble.ts';
import type { AliasState, ModelVersion } from '../src/registry/registry.ts';
import type { RetrainRequest } from '../src/core/state/retrain.ts';
import type { Dependencies } from './dependencies.ts';
import { hasOutcomeAttributes, telling } from './outcome-attributes.ts';
import type { RetrainActivities, RetrainPlan } from './contract.ts';
import type { Tuner } from '../src/tuners/tuner.ts';

/** Where a retrain starts, and what it tries next. */
export function createPlanActivities(
  dependencies: Pick<Dependencies, 'registry' | 'tuners' | 'defaultTuner' | 'trainers'>
): Pick<RetrainActivities, 'retrain.prepare' | 'retrain.propose'> {
  const { registry, tuners, trainers, defaultTuner } = dependencies;
  return {
    async 'retrain.prepare'(request) {
      const told =
        request.searchAttributes && (await hasOutcomeAttributes()) ? { searchAttributes: true as const } : {};
      try {
        return { ...(await planOf(request)), ...told };
      } catch (error) {
        throw telling(error, told);
      }
    },

    'retrain.propose'({ tuner, first, ...query }) {
      return Promise.resolve(tunerOf(tuners, tuner).ask({ ...query, ...(first ? { first } : {}) }));
    },
  };

  async function planOf(request: RetrainRequest): Promise<RetrainPlan> {
    const { model, spec, tenant = null } = request;
    // The monitor may not know of it yet: this check makes the switch take effect at once.
    await refuseWhenKilled(model, tenant);
    // Better now than once a trial. Who trains on another queue checks for themselves.
    if (spec.trainer.taskQueue === undefined)
      await trainers.get(spec.trainer.name)?.checkOptions?.(spec.trainer.options);
    const named = spec.tuning.tuner ?? defaultTuner;
    const tuner = named === externalTuner ? named : tunerOf(tuners, named).name;
    await requireRegistry(registry, request, 1);
    const known = await registry.aliased(model, 'champion');
    if (request.withoutChampion) return { champion: null, replaces: known?.version ?? null, tuner };
    await refuseBehind(request, known);
    const champion = await championOf(dependencies, request, known);
    if (!champion) return { champion: null, tuner };
    const { version, artifact, lineage } = champion;
    const { hyperparameters, dataWindow } = lineage;
    const trained = typeof dataWindow?.to === 'number' ? { trainedUntil: dataWindow.to } : {};
    return { champion: { version, artifact, hyperparameters, ...trained }, tuner };
  }

  /** Better than training against a version of long ago. Monitors of before would ask again and again. */
  async function refuseBehind({ model, champion, edition = 0 }: RetrainRequest, known?: AliasState): Promise<void> {
    const theirs = known?.version ?? null;
    if (edition < 3 || !champion || champion === theirs || (await registry.version(model, champion))) return;
    throw ApplicationFailure.nonRetryable(behindText(model, { champion, theirs }), championLostFailure);
  }
}

// --- internal ---

/**
 * The champion, if there is one.
 *
 * @throws ApplicationFailure, non-retryable, if it is lost: better now than after hours of training
 */
async function championOf(
  { trainers }: Pick<Dependencies, 'trainers'>,
  { model, spec, champion: believed }: RetrainRequest,
  known: AliasState | undefined
): Promise<ModelVersion | undefined> {
  const version = known?.version ?? null;
  if (version === null && (believed ?? null) === null) return undefined;
  if (version === null)
    throw lost(`The registry no longer has a champion of \`${model}\`; the monitor's is ${believed}`);
  if (!known?.found) throw lost(`The champion ${version} of \`${model}\` is no longer in the registry`);
  const unreadable = await whyUnreadable({ trainers }, spec.trainer, known.found.artifact);
  if (unreadable !== undefined) throw lost(`The champion ${version} of \`${model}\` cannot be read: ${unreadable}`);
  return known.found;

  function lost(what: string): ApplicationFailure {
    return ApplicationFailure.nonRetryable(`${what}; ${wayOut(model)}`, championLostFailure);
  }
}

function tunerOf(tuners: ReadonlyMap<string, Tuner>, name: string): Tuner {
  const found = tuners.get(name);
  if (found) return found;
  throw new ConfigurationError(
    `Expected \`retrain.tuning.tuner\` to be one of ${[...tuners.keys()].join(', ')}, got \`${name}\``
  );
}
