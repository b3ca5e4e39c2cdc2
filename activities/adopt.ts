import { ApplicationFailure } from '@temporalio/common';
import { described } from './registry-order.ts';
import { showWayBack } from './roll-back-target.ts';
import { unknownVersionText } from '../src/core/champion/adoption.ts';
import type { Dependencies } from './dependencies.ts';
import type { RetrainActivities } from './contract.ts';

/**
 * Makes a version of the registry the champion because a person asks for it: in place of any champion, present or gone,
 * and also in a registry that the monitor does not know yet.
 */
export function createAdopt({ registry }: Pick<Dependencies, 'registry'>): Pick<RetrainActivities, 'retrain.adopt'> {
  return {
    async 'retrain.adopt'({ model, changeId, version, actor, reason }) {
      if (!(await registry.version(model, version))) throw await unknown(model, version);
      const why = { actor, reason: reason ? `adopted: ${reason}` : 'adopted' };
      const change = await registry.setAlias({ model, alias: 'champion', version, changeId, ...why });
      await showWayBack(registry, { model, changeId, ...why });
      const answer = { version, previous: change.from, registry: await registry.identity() };
      return { ...answer, ...(await described(registry, model, version)) };
    },
  };

  async function unknown(model: string, version: string): Promise<ApplicationFailure> {
    const there = (await registry.versions(model)).map((one) => one.version);
    return ApplicationFailure.nonRetryable(
      unknownVersionText({ model, version, registry: registry.name, there }),
      'RegistryError',
      { code: 'unknown-version' }
    );
  }
}
