import { expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { eventually } from '../support/eventually.ts';
import { metricsSignal, stateQuery } from '../../workflows/messages.ts';
import type { HeardBatch } from '../../src/notify/heard-batch.ts';
import { withWorker } from '../support/temporal.ts';
import { workflowsPath } from '../../src/workflow-paths.ts';

it('a notifier that asks for it hears what its monitor takes in, and the history has no trace of it', async () => {
  const heard: HeardBatch[] = [];
  const world = await scriptedWorld({
    notifiers: { ear: { notify: () => Promise.resolve(), hear: (batch) => void heard.push(batch) } },
  });
  await withWorker({ workflowsPath, plugins: [world.plugin] }, async (temporal) => {
    const model = newModel();
    const monitor = await startMonitor(temporal, scriptedMonitor(model));
    await monitor.signal(metricsSignal, accuracies(1, [0.9, 0.91]));
    await monitor.signal(metricsSignal, accuracies(2, [0.92]));
    await eventually(
      () => monitor.query(stateQuery),
      ({ counts }) => counts.observations === 3
    );
    expect(heard.map(({ model: of, seq, observations }) => [of, seq, observations.map(({ value }) => value)])).toEqual([
      [model, 1, [0.9, 0.91]],
      [model, 2, [0.92]],
    ]);
    const { events = [] } = await monitor.fetchHistory();
    const told = events?.filter(
      ({ activityTaskScheduledEventAttributes: activity }) => activity?.activityType?.name === 'retrain.deliver'
    );
    expect(told).toEqual([]);
  });
  await world.clean();
});
