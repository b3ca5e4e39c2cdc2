import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownProcess } from '../support/own-process.ts';

const grpc = { ':status': 200, 'content-type': 'application/grpc' };
const root = mkdtempSync(join(tmpdir(), 'temporal-retrain-ends-'));
/** One that takes every call and never answers, and one that is always busy. */
const silent = createHttp2Server().on('stream', () => undefined);
const busy = createHttp2Server().on('stream', (stream) =>
  stream.respond({ ...grpc, 'grpc-status': '14', 'grpc-message': 'busy' }, { endStream: true })
);
let addresses: Record<'gone' | 'silent' | 'busy', string>;

const listening = async (server: Http2Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
beforeAll(async () => {
  // Nobody listens at the first port.
  addresses = { gone: '127.0.0.1:1', silent: await listening(silent), busy: await listening(busy) };
});
afterAll(() => {
  for (const server of [silent, busy] as Server[]) server.close();
  rmSync(root, { recursive: true, force: true });
});

/** What a process prints that runs these lines, and how it ended: by itself, or because it was killed. */
async function run(
  lines: string,
  what = 'MonitorClient',
  from = 'src/index.ts'
): Promise<{ said: string[]; code: number | null }> {
  const { execArgv, file } = ownProcess(from);
  const script = `import { ${what} } from ${JSON.stringify(file)};
    import { setImmediate as turn } from 'node:timers/promises';
    /** Prints what keeps the process alive, once calls that were given up have had their turns. */
    const tell = async (text) => {
      for (let at = 0; at < 20; at += 1) await turn();
      console.log(text, process.getActiveResourcesInfo().filter((name) => name === 'Timeout').join());
    };
    ${lines}`;
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  const child = spawn(process.execPath, [...execArgv, '--no-warnings', '--input-type=module', '-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What would run for ever.
    timeout: 120_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { said: output.trim().split(/ *\n/), code };
}

describe('a process whose client was closed ends, as nothing of the client keeps it alive', () => {
  it.each(['gone', 'silent', 'busy'] as const)('where the server is %s', async (which) => {
    const lines = `const client = await MonitorClient.connect({ lazy: true, env: {}, address: '${addresses[which]}' });
      client.monitor('shop:tier').record({ accuracy: 0.9 });
      const left = await client.close({ timeoutMs: 1500 });
      await tell('left ' + left.length);`;
    expect(await run(lines)).toEqual({ said: ['left 1'], code: 0 });
  });

  it('while calls are to be made again that nobody waits for', async () => {
    const lines = `const client = await MonitorClient.connect({ lazy: true, env: {}, address: '${addresses.busy}' });
      void client.client.workflowService.getClusterInfo({}).catch(() => console.log('failed'));
      while (!process.getActiveResourcesInfo().includes('Timeout')) await turn();
      await client.close();
      await tell('closed');`;
    const { said, code } = await run(lines);
    expect({ said: said.toSorted(), code }).toEqual({ said: ['closed', 'failed'], code: 0 });
  });

  it.each(['silent', 'busy'] as const)('after a look at a server that is %s', async (which) => {
    const lines = `await checkServer({ address: '${addresses[which]}' }, 'default', { connectTimeoutMs: 500 })
        .catch((error) => tell(error.name));`;
    expect(await run(lines, 'checkServer', 'src/server/check-server.ts')).toEqual({
      said: ['ServerUnavailableError'],
      code: 0,
    });
  });

  it('with a spool', async () => {
    const options = { lazy: true, env: {}, address: addresses.gone, spool: { directory: join(root, 'spool') } };
    const lines = `const client = await MonitorClient.connect(${JSON.stringify(options)});
      client.monitor('shop:tier').record({ accuracy: 0.9 });
      const left = await client.close({ timeoutMs: 1500 });
      await tell('left ' + left.length);`;
    expect(await run(lines)).toEqual({ said: ['left 1'], code: 0 });
  });

  it('also while a flush is under way that nobody waits for', async () => {
    const lines = `const client = await MonitorClient.connect({ lazy: true, env: {}, address: '${addresses.silent}' });
      client.monitor('shop:tier').record({ accuracy: 0.9 });
      void client.flush();
      void client.monitor('shop:tier').flush();
      const left = await client.close({ timeoutMs: 1500 });
      await tell('left ' + left.length);`;
    expect(await run(lines)).toEqual({ said: ['left 1'], code: 0 });
  });

  it('and whoever waits for a flush, or for room, is told', async () => {
    const lines = `const client = await MonitorClient.connect({
        lazy: true, env: {}, address: '${addresses.silent}', publisher: { capacity: 1 } });
      const monitor = client.monitor('shop:tier');
      monitor.record({ accuracy: 0.9 });
      const told = (promise) => promise.catch((error) => console.log(error.message));
      const waiting = [told(monitor.recordAsync({ accuracy: 0.8 })), told(client.flush())];
      await client.close({ timeoutMs: 1 });
      await Promise.all(waiting);
      await tell('closed');`;
    expect(await run(lines)).toEqual({
      said: [
        'The client has been closed and takes no more observations; make a new one',
        'The client was closed before 1 observation for `shop:tier` was delivered; `close` has returned it',
        'closed',
      ],
      code: 0,
    });
  });

  it.each(['gone', 'silent', 'busy'] as const)('and one that found the server %s as it connected', async (which) => {
    const lines = `await MonitorClient.connect({ env: {}, address: '${addresses[which]}', connectTimeoutMs: 500 })
        .catch((error) => tell(error.name));`;
    expect(await run(lines)).toEqual({ said: ['ServerUnavailableError'], code: 0 });
  });
});
