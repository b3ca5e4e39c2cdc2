import { fileURLToPath } from 'node:url';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../support/workflow-bundle.ts';
import { recordedHistories } from '../support/histories.ts';

// A replay that fails on purpose would fill the screen.
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

const histories = await recordedHistories();

/** The message of what went wrong for each history; `undefined` where it replays. */
async function replayed(workflowBundle: WorkflowBundle): Promise<Record<string, string | undefined>> {
  const found: Record<string, string | undefined> = {};
  for await (const { runId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    const name = histories.find((recorded) => recorded.runId === runId)?.name ?? runId;
    found[name] = error === undefined ? undefined : `${error.name}: ${error.message}`;
  }
  return found;
}

describe('the shipped workflows', () => {
  it('replay every recorded history of every version', async () => {
    const found = await replayed(await bundleWorkflows());
    expect(Object.keys(found).sort()).toEqual(histories.map(({ name }) => name));
    expect(Object.entries(found).filter(([, error]) => error !== undefined)).toEqual([]);
    expect(histories.length).toBeGreaterThan(10);
  });

  it('would not replay a single one with a command more at the beginning', async () => {
    const careless = fileURLToPath(new URL('../fakes/reordered-workflows.ts', import.meta.url));
    const found = await replayed(await bundleWorkflows(careless));
    expect(Object.keys(found).sort()).toEqual(histories.map(({ name }) => name));
    for (const [name, error] of Object.entries(found)) expect(error, name).toMatch(/^DeterminismViolationError/);
  });
});

describe('the recorded histories', () => {
  const events = (name: string): string[] =>
    (histories.find((recorded) => recorded.name.endsWith(`/${name}`))?.history.events ?? []).flatMap((event) =>
      Object.keys(event).filter((key) => key.endsWith('Attributes'))
    );

  it('hold every way in which a retrain ends', () => {
    const retrains = histories.filter(({ workflowType }) => workflowType === 'retrainModel');
    const outcomes = retrains.map(({ history }) => {
      const [result] = history.events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads ?? [];
      return (JSON.parse(Buffer.from(result?.data ?? []).toString()) as { status: string }).status;
    });
    expect(new Set(outcomes)).toEqual(
      new Set(['promoted', 'awaiting-approval', 'rejected', 'superseded', 'failed', 'cancelled'])
    );
  });

  it('hold a monitor with signals, updates, timers, a child and a continue-as-new that leaves a child behind', () => {
    expect(events('monitor-run-1')).toEqual(
      expect.arrayContaining([
        'workflowExecutionSignaledEventAttributes',
        'workflowExecutionUpdateCompletedEventAttributes',
        'timerStartedEventAttributes',
        'childWorkflowExecutionStartedEventAttributes',
        'activityTaskCompletedEventAttributes',
        'upsertWorkflowSearchAttributesEventAttributes',
      ])
    );
    expect(
      events('monitor-of-breaker').filter((one) => one === 'workflowPropertiesModifiedEventAttributes')
    ).toHaveLength(2);
    expect(events('monitor-run-1').at(-1)).toBe('workflowExecutionContinuedAsNewEventAttributes');
    expect(events('monitor-run-3').at(-1)).toBe('workflowExecutionCompletedEventAttributes');
  });
});
