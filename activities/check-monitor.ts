import { parseMonitor } from '../src/config/parse-monitor.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** Checks policies that arrive by update, with the same schema as files; it knows this worker's own tuners. */
export function createCheckMonitor({
  tuners,
}: Pick<Dependencies, 'tuners'>): Pick<RetrainActivities, 'retrain.checkMonitor'> {
  return {
    'retrain.checkMonitor': (monitor) =>
      Promise.resolve().then(() => ({
        ...parseMonitor(monitor, { tuners: [...tuners.keys()] }),
        keepsLearnt: true,
      })),
  };
}
