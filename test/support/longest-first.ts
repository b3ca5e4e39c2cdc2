import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in that order: begun late, one of them would leave the other cores idle at the end. */
export const longest = [
  'faults/commands-in-every-state.e2e',
  'faults/commands-after-restart.e2e',
  'registry/mlflow.e2e',
  'faults/commands-at-roll-over.e2e',
  'examples/examples.e2e',
  'workflows/broken-registry.e2e',
  'faults/scheduled-faults.e2e',
  'faults/retrain-matrix.e2e',
  'faults/frozen-worker.e2e',
  'faults/worker-killed.e2e',
  'faults/outage.e2e',
  'faults/retrain-never-run.e2e',
  'fleet/fleet.e2e',
  'package/dockerfile.e2e',
  'cli/init.e2e',
  'serve/schemathesis',
  'faults/server-killed.e2e',
  'deploy/prometheus.e2e',
  'workflows/handed-over.e2e',
  'page/model.e2e',
  'cli/killed-meanwhile.e2e',
  'cli/dev.e2e',
  'doctor/names.e2e',
  'page/actions.e2e',
  'cli/cli.e2e',
  'examples/tutorial.e2e',
  'workflows/pull.e2e',
  'doctor/examine.e2e',
  'faults/backlog.e2e',
  'faults/worker-stopped.e2e',
  'client/process-ends',
  'examples/backup.e2e',
  'doctor/repair.e2e',
  'serve/serve.e2e',
  'backtest/live-ledger.e2e',
  'python/python-worker.e2e',
  'calibrate/budget',
  'cli/calibrate',
  'calibrate/calibrate',
  'detectors/level-shift-weekends',
  'calibrate/delays',
  'calibrate/support',
  'cli/calibrate-daily',
  'core/ingestion/senders',
  'worker/check-worker',
  'detectors/level-shift-incidents',
  'core/bounds/shed',
  'core/step',
].map((name) => `test/${name}.test.ts`);

/** The order that Vitest has in mind, but in each group of projects that run together the longest files first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const groups = [...new Set(sorted.map(groupOf))];
    return groups.flatMap((group) =>
      sorted.filter((file) => groupOf(file) === group).toSorted((a, b) => place(a) - place(b))
    );
  }
}

// --- internal ---

function place({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
  return at < 0 ? longest.length : at;
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}
