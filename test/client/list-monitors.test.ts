import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { expect, it } from 'vitest';
import { listMonitors, type MonitorSummary } from '../../src/client/list-monitors.ts';
import { pageMonitors } from '../../src/client/page-monitors.ts';
import { breakerMemo, workflowTypes } from '../../src/terms/message-names.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';

const clear = defaultPayloadConverter.toPayload('open');
const encrypted: Payload = { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('secret') };
const state = defaultPayloadConverter.toPayload('broken');

/** A namespace in which two monitors run, whose breakers are open; one wrote so with a codec. */
function clientWith(...payloadCodecs: PayloadCodec[]): Client {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const client = new Client({ connection, dataConverter: { payloadCodecs } });
  const executionOf = (model: string, memo: Payload): object => ({
    execution: { workflowId: monitorWorkflowId(model), runId: 'r' },
    type: { name: workflowTypes.monitor },
    status: 1,
    taskQueue: 'ml',
    historyLength: { toNumber: () => 3 },
    startTime: { seconds: { toNumber: () => 1_800_000_000 } },
    memo: { fields: { [breakerMemo]: memo } },
    searchAttributes: { indexedFields: { RetrainState: state } },
  });
  const monitors = [[executionOf('shop:secret', encrypted)], [executionOf('shop:clear', clear)]];
  const listWorkflowExecutions = (asked: { query: string; nextPageToken?: Uint8Array }): Promise<object> => {
    if (!asked.query.startsWith(`WorkflowType = '${workflowTypes.monitor}' AND ExecutionStatus = 'Running'`))
      return Promise.resolve({ executions: [] });
    const at = asked.nextPageToken?.[0] ?? 0;
    return Promise.resolve({ executions: monitors[at], nextPageToken: at === 0 ? Buffer.from([1]) : Buffer.alloc(0) });
  };
  Object.assign(client.workflowService, { listWorkflowExecutions });
  return client;
}

/** As a key that is lost. */
const refusing: PayloadCodec = {
  encode: (payloads) => Promise.resolve(payloads),
  decode: (payloads) =>
    payloads.includes(encrypted) ? Promise.reject(new Error('no such key')) : Promise.resolve(payloads),
};

it.each([
  ['lacks the codec', []],
  ['has a codec that refuses', [refusing]],
])('a monitor whose memo a client cannot read hides no other where it %s', async (_, codecs) => {
  const client = clientWith(...codecs);
  const told = ({ model, state: word, breakerOpen }: MonitorSummary): unknown => [model, word, breakerOpen];
  const secret = ['shop:secret', 'broken', undefined];
  const other = ['shop:clear', 'broken', true];
  const listed: unknown[] = [];
  for await (const one of listMonitors(client)) listed.push(told(one));
  expect(listed).toEqual([secret, other]);
  const asked = { pageSize: 1, timeoutMs: 5_000 };
  const { monitors, nextPage } = await pageMonitors(client, {}, asked);
  const next = await pageMonitors(client, {}, { ...asked, page: nextPage! });
  expect([...monitors, ...next.monitors].map(told)).toEqual([secret, other]);
  await client.connection.close();
});
