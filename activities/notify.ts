import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/** Tells every observer; a retry tells only those that have failed. */
export function createNotify({
  notifiers,
}: Pick<Dependencies, 'notifiers'>): Pick<RetrainActivities, 'retrain.notify'> {
  return {
    async 'retrain.notify'(notices) {
      const context = Context.current();
      const failedBefore: unknown = context.info.heartbeatDetails;
      const only = Array.isArray(failedBefore) ? { only: failedBefore.map(String) } : {};
      const failures = await notifiers.dispatch(notices, only);
      if (failures.size === 0) return;
      context.heartbeat([...failures.keys()]);
      const text = [...failures].map(([name, error]) => `${name}: ${error.message}`).join('; ');
      context.log.warn(`notices not delivered to ${text}`);
      throw ApplicationFailure.create({
        message: `notices not delivered to ${text}`.slice(0, 1000),
        type: 'NotificationError',
        category: ApplicationFailureCategory.BENIGN,
      });
    },
  };
}
