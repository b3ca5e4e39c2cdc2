import { createCheckMonitor } from './check-monitor.ts';
import { createCompare } from './compare.ts';
import { createNotify } from './notify.ts';
import { createPlanActivities } from './plan.ts';
import { createRecallActivities } from './recall.ts';
import { createRegistryActivities } from './registry.ts';
import { createTrain } from './train.ts';
import { killSwitchActivities } from './kill-switch.ts';
import { withFailures } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** Every activity the shipped workflows call, bound to what this worker has. */
export function createActivities(dependencies: Dependencies): RetrainActivities {
  return withFailures({
    ...createRecallActivities(dependencies),
    ...createPlanActivities(dependencies),
    ...createTrain(dependencies),
    ...createCompare(dependencies),
    ...createRegistryActivities(dependencies),
    ...createNotify(dependencies),
    ...killSwitchActivities,
    ...createCheckMonitor(dependencies),
  });
}
