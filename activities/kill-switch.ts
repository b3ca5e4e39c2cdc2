import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { killSwitchFailure } from '../src/core/retrain/kill-switch.ts';
import { memoOf } from '../src/core/wire/kill-switch-reading.ts';
import {
  describeScope,
  killSwitchId,
  switchesOf,
  type KillSwitchReading,
  type KillSwitchScope,
} from '../src/terms/kill-switch-ids.ts';
import type { RetrainActivities } from './contract.ts';

/** The switches are open workflows: to describe one is a read that is never stale and needs no worker. */
export const killSwitchActivities: Pick<RetrainActivities, 'retrain.readKillSwitch'> = {
  'retrain.readKillSwitch': ({ model, tenant }) => readKillSwitch(model, tenant),
};

/** The widest switch that holds the model; `null` if none does. */
export async function readKillSwitch(model: string, tenant: string | null): Promise<KillSwitchReading | null> {
  const readings = await Promise.all(switchesOf(model, tenant).map((scope) => readOne(scope)));
  return readings.find((reading) => reading !== null) ?? null;
}

/** @throws ApplicationFailure, non-retryable, while a switch holds the model */
export async function refuseWhenKilled(model: string, tenant: string | null): Promise<void> {
  const on = await readKillSwitch(model, tenant);
  if (!on?.scope) return;
  const message = `The kill switch for ${describeScope(on.scope)} is on, by ${on.actor}${on.comment ? `: ${on.comment}` : ''}; nothing is trained`;
  throw ApplicationFailure.nonRetryable(message, killSwitchFailure);
}

// --- internal ---

async function readOne(scope: KillSwitchScope): Promise<KillSwitchReading | null> {
  try {
    const { status, memo, startTime } = await Context.current()
      .client.workflow.getHandle(killSwitchId(scope))
      .describe();
    if (status.name !== 'RUNNING') return null;
    return { scope, since: startTime.getTime(), ...memoOf(memo) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
