import { expect, it } from 'vitest';
import { modelOfStream } from '../../src/registry/model-of-stream.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { registerRequest } from '../contracts/registry-requests.ts';

it('a stream leads to the model whose newest version serves it', { tags: ['m23.6'] }, async () => {
  const registry = await openSqliteRegistry({ path: ':memory:' });
  await registry.register(registerRequest('shop:ranker', 'r1', { streams: ['clicks'] }));
  await registry.register(registerRequest('shop:filter', 'r1', { streams: ['clicks', 'mails'] }));
  expect(await modelOfStream(registry)('clicks')).toBe('shop:filter');
  expect(await modelOfStream(registry)('mails')).toBe('shop:filter');
  await registry.close();
});

it('a stream that nothing serves is told, with what to do', async () => {
  const registry = await openSqliteRegistry({ path: ':memory:' });
  await expect(modelOfStream(registry)('camera-7')).rejects.toThrow(
    'Expected a version that serves the stream `camera-7` to be registered, found none'
  );
  await registry.close();
});
