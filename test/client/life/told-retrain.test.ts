import { describe, expect, it } from 'vitest';
import { defaultDataConverter, defaultPayloadConverter } from '@temporalio/common';
import { toldRetrain } from '../../../src/client/life/told-retrain.ts';
import type { Client } from '@temporalio/client';
import type { MonitorHandle } from '../../../src/client/monitor-handle.ts';

describe('a retrain that has ended', () => {
  it('is told as its workflow ended, with what its monitor says of it', async () => {
    const told = await toldRetrain(serverOf({ generation: 3, status: 'promoted', version: '4' }), monitor(), 3);
    expect(told.outcome).toMatchObject({ version: '4' });
    expect(told.own.map(({ decision }) => decision)).toEqual(['settled']);
    expect(told.became('promoted')).toBe('promoted');
  });

  it('is not told as another workflow ended that has taken its id', async () => {
    const told = await toldRetrain(serverOf({ generation: 9, status: 'promoted', version: '10' }), monitor(), 3);
    expect(told.outcome).toBeNull();
    expect(told.own).toHaveLength(1);
  });

  it('was promoted where its version waited, and a person has approved it since', async () => {
    const judged = { generation: 3, outcome: 'approved' };
    const told = await toldRetrain(serverOf({ generation: 3, status: 'awaiting-approval' }), monitor({ judged }), 3);
    expect(told.became('awaiting-approval')).toBe('promoted');
  });
});

// --- internal ---

/** A server that has one workflow, which has ended with an outcome. */
function serverOf(outcome: object): Client {
  const result = { payloads: [defaultPayloadConverter.toPayload(outcome)] };
  const workflow = {
    describe: () => Promise.resolve({ status: { name: 'COMPLETED' }, startTime: new Date(1_000) }),
    fetchHistory: () => Promise.resolve({ events: [{}, { workflowExecutionCompletedEventAttributes: { result } }] }),
  };
  return {
    workflow: { getHandle: () => workflow },
    options: { loadedDataConverter: { ...defaultDataConverter, payloadConverter: defaultPayloadConverter } },
  } as unknown as Client;
}

function monitor({ judged = null as object | null } = {}): MonitorHandle {
  const decisions = [
    { generation: 3, decision: 'settled', reasonCodes: ['promoted'] },
    { generation: 2, decision: 'settled', reasonCodes: ['rejected'] },
  ];
  return {
    model: 'told:one',
    explain: () => Promise.resolve({ decisions, judged }),
    state: () => Promise.resolve({ approval: null, shadow: null }),
  } as unknown as MonitorHandle;
}
