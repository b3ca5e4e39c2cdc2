import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { expect, inject, it } from 'vitest';
import { searchAttributeNames } from '../../src/terms/search-attribute-names.ts';
import { ConfigurationError } from '../../src/terms/errors.ts';
import { ensureSearchAttributes } from '../../src/server/search-attributes.ts';
import { startDevServer } from '../../src/server/start-dev-server.ts';
import { withClient } from '../support/temporal.ts';
import { openConnection } from '../../src/client/connect.ts';

it('missing search attributes are created once and can be used at once', async () => {
  const server = await startDevServer({ binary: inject('temporalBinary'), searchAttributes: {}, uiPort: false });
  const connection = await openConnection({ address: server.address });
  const rounds = await Promise.all([1, 2, 3].map(() => ensureSearchAttributes(connection, 'default')));
  const again = await ensureSearchAttributes(connection, 'default');
  const started = await new Client({ connection }).workflow.start('any', {
    workflowId: 'uses-one',
    taskQueue: 'nobody',
    typedSearchAttributes: [{ key: defineSearchAttributeKey('RetrainModel', SearchAttributeType.KEYWORD), value: 'm' }],
  });
  await connection.close();
  await server.stop();

  expect(rounds.flat().length).toBeGreaterThanOrEqual(Object.keys(searchAttributeNames).length);
  expect(again).toEqual([]);
  expect(started.workflowId).toBe('uses-one');
});

it('a search attribute of another type is refused by name', async () => {
  const name = `Probe${randomUUID().replaceAll('-', '')}`;
  await withClient(async ({ connection, namespace }) => {
    await ensureSearchAttributes(connection, namespace, { [name]: 'Int' });
    const attempt = ensureSearchAttributes(connection, namespace, { [name]: 'Keyword' });

    await expect(attempt).rejects.toThrow(ConfigurationError);
    await expect(attempt).rejects.toThrow(`\`${name}\` of namespace \`${namespace}\` to be of type Keyword, got Int`);
  });
});
