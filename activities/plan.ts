import { ConfigurationError } from '../src/terms/errors.ts';
import { externalTuner } from '../src/terms/message-names.ts';
import { refuseWhenKilled } from './kill-switch.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';
import type { Tuner } from '../src/tuners/tuner.ts';

/** Where a retrain starts from, and what it tries next. */
export function createPlanActivities({
  registry,
  tuners,
  defaultTuner,
}: Pick<Dependencies, 'registry' | 'tuners' | 'defaultTuner'>): Pick<
  RetrainActivities,
  'retrain.prepare' | 'retrain.propose'
> {
  return {
    async 'retrain.prepare'({ model, spec, tenant = null }) {
      // The monitor may not have heard of it yet: this is what makes the switch take effect at once.
      await refuseWhenKilled(model, tenant);
      const named = spec.tuning.tuner ?? defaultTuner;
      const tuner = named === externalTuner ? named : tunerOf(tuners, named).name;
      const champion = await registry.aliased(model, 'champion');
      if (!champion) return { champion: null, tuner };
      const { version, artifact, lineage } = champion;
      const { hyperparameters, dataWindow } = lineage;
      const trained = typeof dataWindow?.to === 'number' ? { trainedUntil: dataWindow.to } : {};
      return { champion: { version, artifact, hyperparameters, ...trained }, tuner };
    },

    'retrain.propose'({ tuner, first, ...query }) {
      return Promise.resolve(tunerOf(tuners, tuner).ask({ ...query, ...(first ? { first } : {}) }));
    },
  };
}

// --- internal ---

function tunerOf(tuners: ReadonlyMap<string, Tuner>, name: string): Tuner {
  const found = tuners.get(name);
  if (found) return found;
  throw new ConfigurationError(
    `Expected \`retrain.tuning.tuner\` to be one of ${[...tuners.keys()].join(', ')}, got \`${name}\``
  );
}
