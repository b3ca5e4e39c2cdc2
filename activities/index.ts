import { createCheckMonitor } from './check-monitor.ts';
import { createCompare } from './compare.ts';
import { createDescribeWorker } from './describe-worker.ts';
import { createLookUp } from './look-up.ts';
import { createNotify } from './notify.ts';
import { createPlanActivities } from './plan.ts';
import { createRecallActivities } from './recall.ts';
import { createAdopt } from './adopt.ts';
import { createLookAtRegistry } from './look-at-registry.ts';
import { measuredRegistry } from './measured-registry.ts';
import { createPromote } from './promote.ts';
import { createPull } from './pull.ts';
import { createReadModel } from './read-model.ts';
import { createRegister } from './register.ts';
import { createRejectChallenger } from './reject-challenger.ts';
import { createRollBack } from './roll-back.ts';
import { createTrain } from './train.ts';
import { killSwitchActivities } from './kill-switch.ts';
import { policyActivities } from './read-policy.ts';
import { withCancellation } from './with-cancellation.ts';
import { withFailures } from './failures.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** Every activity that the shipped workflows call, bound to this worker's dependencies. */
export function createActivities(given: Dependencies): RetrainActivities {
  const dependencies = { ...given, registry: measuredRegistry(given.registry) };
  const activities = {
    ...createRecallActivities(dependencies),
    ...createLookUp(dependencies),
    ...createPlanActivities(dependencies),
    ...createTrain(dependencies),
    ...createCompare(dependencies),
    ...createLookAtRegistry(dependencies),
    ...createRegister(dependencies),
    ...createPromote(dependencies),
    ...createRejectChallenger(dependencies),
    ...createRollBack(dependencies),
    ...createAdopt(dependencies),
    ...createReadModel(dependencies),
    ...createDescribeWorker(dependencies),
    ...createNotify(dependencies),
    ...createPull(dependencies),
    ...killSwitchActivities,
    ...policyActivities,
    ...createCheckMonitor(dependencies),
  };
  return withFailures(withCancellation(activities));
}
