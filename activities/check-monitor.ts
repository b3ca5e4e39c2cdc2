import { parseMonitor } from '../src/config/parse-monitor.ts';
import type { RetrainActivities } from './contract.ts';

/** The one schema there is, for policies that arrive by update. */
export const checkMonitorActivity: Pick<RetrainActivities, 'retrain.checkMonitor'> = {
  'retrain.checkMonitor': (monitor) => Promise.resolve().then(() => parseMonitor(monitor)),
};
