import { existsSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverVersion } from '../../scripts/cluster/versions.ts';
import { startCluster, type Cluster } from '../../scripts/cluster/start-cluster.ts';
import { leaveOut } from '../support/left-out.ts';
import { searchAttributeNames } from '../../src/terms/search-attribute-names.ts';
import { ensureSearchAttributes } from '../../src/server/search-attributes.ts';

const leftOut = leaveOut({
  what: 'a real Temporal server on PostgreSQL (Go builds it once, in some minutes)',
  unless: Boolean(process.env.CI ?? process.env.RETRAIN_CLUSTER_TESTS),
  command: 'RETRAIN_CLUSTER_TESTS=1 npx vitest run test/server/cluster.e2e.test.ts (needs Go and postgresql)',
});

describe.skipIf(leftOut)('the topology of docker-compose.yml, run without containers', () => {
  let cluster: Cluster;
  let connection: Connection;

  beforeAll(async () => {
    cluster = await startCluster({ env: process.env, onProgress: (line) => console.log(line) });
    connection = await Connection.connect({ address: cluster.address });
  }, 1_500_000);

  afterAll(async () => {
    await connection?.close();
    await cluster?.stop();
  });

  it('the real server answers, with its data in PostgreSQL', async () => {
    const info = await connection.workflowService.getClusterInfo({});

    expect(info).toMatchObject({
      serverVersion: serverVersion,
      persistenceStore: 'postgres12',
      visibilityStore: 'postgres12',
    });
  });

  it('the namespace has the search attributes of the code, and setting up again changes nothing', async () => {
    const list = async (): Promise<string[]> => {
      const listed = await connection.operatorService.listSearchAttributes({ namespace: cluster.namespace });
      return Object.keys(listed.customAttributes).sort();
    };
    const first = await list();
    await cluster.setUpAgain();

    expect(first).toEqual(expect.arrayContaining(Object.keys(searchAttributeNames)));
    expect(await list()).toEqual(first);
    expect(await ensureSearchAttributes(connection, cluster.namespace)).toEqual([]);
  });

  it('a namespace that is new gets its search attributes from the client, and a workflow is found by one', async () => {
    const namespace = 'team-b';
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await expect
      .poll(() => ensureSearchAttributes(connection, namespace).catch((error: Error) => error.message), {
        timeout: 120_000,
      })
      .toEqual(Object.keys(searchAttributeNames));
    const client = new Client({ connection, namespace });
    const key = defineSearchAttributeKey('RetrainModel', SearchAttributeType.KEYWORD);
    const start = (): Promise<unknown> =>
      client.workflow.start('no-worker-needed', {
        workflowId: 'monitor/rain',
        taskQueue: 'nobody',
        workflowIdConflictPolicy: 'USE_EXISTING',
        typedSearchAttributes: [{ key, value: 'rain' }],
      });
    await expect
      .poll(() => start().then(() => 'started', String), { timeout: 120_000, interval: 1000 })
      .toBe('started');
    const found = async (): Promise<string[]> => {
      const ids: string[] = [];
      for await (const run of client.workflow.list({ query: `RetrainModel = 'rain'` })) ids.push(run.workflowId);
      return ids;
    };

    await expect.poll(found, { timeout: 120_000 }).toEqual(['monitor/rain']);
  });

  it('nothing is left when it has stopped', async () => {
    const { pids, folder } = cluster;
    await connection.close();
    await cluster.stop();

    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(folder)).toBe(false);
  });
});
