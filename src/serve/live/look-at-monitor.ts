import { monitorWorkflowId } from '../../terms/model-id.ts';
import { parted } from '../answers/page/retrain.ts';
import { problemOf } from '../problem/problem-of.ts';
import { translate } from '../../client/failures.ts';
import type { Look } from './watch.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';

/**
 * Looks at one monitor: the Temporal server says how long its history is, and only when that has grown the monitor is
 * asked what it looks like now. Neither leaves an event, so a monitor on which nothing happens does nothing. While a
 * retrain is under way, its progress is asked for too.
 */
export function lookAtMonitor(client: MonitorClient, model: string, everyMs: number): Look {
  const monitor = client.monitor(model);
  const workflow = client.client.workflow.getHandle(monitorWorkflowId(model));
  let known = '';
  let isRetraining = false;
  let progress = '';
  let trouble = '';
  return async (tell) => {
    try {
      const { runId, historyLength, status } = await client.client
        .withDeadline(Date.now() + answerMs, () => workflow.describe())
        .catch((error: unknown) => {
          throw translate(model, 'Looking at the monitor', error);
        });
      const id = `${runId}:${historyLength}`;
      if (status.name !== 'RUNNING') {
        if (id !== known) tell({ event: 'ended', data: { model, status: status.name }, id });
        known = id;
        return slowMs;
      }
      if (id !== known) {
        const view = await monitor.state();
        isRetraining = view.inFlight !== null;
        tell({ event: 'state', data: view, id });
        known = id;
      }
      if (isRetraining || progress !== '') {
        const data = parted(model, isRetraining ? await monitor.progress() : null);
        const text = JSON.stringify(data);
        if (text !== progress) tell({ event: 'progress', data });
        progress = isRetraining ? text : '';
      }
      if (trouble !== '') tell({ event: 'well', data: { model }, ends: 'trouble' });
      trouble = '';
      return everyMs;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.detail !== trouble) tell({ event: 'trouble', data: problem });
      trouble = problem.detail;
      return Math.max(everyMs, troubledMs);
    }
  };
}

// --- internal ---

const answerMs = 10_000;
/** A monitor that has ended may be started again. */
const slowMs = 10_000;
const troubledMs = 5_000;
