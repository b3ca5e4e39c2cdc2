import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { breakerMemo } from '../../src/terms/message-names.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { summaryOf } from '../../src/client/list-monitors.ts';

const running = 1;
const completed = 2;

it.each([
  ['that runs', running, { status: 'RUNNING', retrainFailed: true, breakerOpen: true }],
  ['that has ended, says neither', completed, { status: 'COMPLETED' }],
])('a failed retrain and an open breaker of a monitor %s', async (_, status, told) => {
  const model = 'shop:ranker';
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const execution = {
    execution: { workflowId: monitorWorkflowId(model), runId: 'r' },
    status,
    memo: { fields: { [breakerMemo]: defaultPayloadConverter.toPayload('open') } },
  };
  const summary = await summaryOf(new Client({ connection }), execution, new Set([model]));
  const { retrainFailed, breakerOpen } = summary;
  expect({
    status: summary.status,
    ...(retrainFailed ? { retrainFailed } : {}),
    ...(breakerOpen ? { breakerOpen } : {}),
  }).toEqual(told);
  await connection.close();
});
