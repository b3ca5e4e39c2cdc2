import { mkdir } from 'node:fs/promises';
import { runsOf } from '../../support/invariants.ts';
import { writeHistory } from '../../support/histories.ts';
import type { Watched } from './watched.ts';

/** Writes every run of the monitors into the folder that `RETRAIN_TEST_HISTORIES` names, for whoever looks for the fault. */
export async function keepHistories(monitors: readonly Watched[]): Promise<void> {
  const folder = process.env['RETRAIN_TEST_HISTORIES'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const { machines, workflowId } of monitors)
    for (const [run, events] of (await runsOf(machines.client, workflowId)).entries())
      await writeHistory(folder, `${workflowId.replaceAll(/[/:]/g, '_')}-${run}`, { events });
}
