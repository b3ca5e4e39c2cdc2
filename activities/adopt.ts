import { ApplicationFailure } from '@temporalio/common';
import { described } from './registry-order.ts';
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
      const change = await registry.setAlias({
        model,
        alias: 'champion',
        version,
        changeId,
        actor,
        reason: reason || 'adopted',
      });
      const answer = { version, previous: change.from, registry: await registry.identity() };
      return { ...answer, ...(await described(registry, model, version)) };
    },
  };

  async function unknown(model: string, version: string): Promise<ApplicationFailure> {
    const there = (await registry.versions(model)).slice(0, 10).map((one) => one.version);
    const found = there.length === 0 ? 'there is none' : `there are ${there.join(', ')}`;
    return ApplicationFailure.nonRetryable(
      `Expected version \`${version}\` of \`${model}\` to be in registry \`${registry.name}\`, ${found}; name one of them`,
      'RegistryError',
      { code: 'unknown-version' }
    );
  }
}
