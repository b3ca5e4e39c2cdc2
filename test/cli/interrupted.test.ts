import { createServer, type AddressInfo, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/cli/catalogue.ts';
import { main } from '../../src/cli/main.ts';

const file = fileURLToPath(new URL('../../examples/rain.monitor.yaml', import.meta.url));
const model = 'shop:ranker';
const why = ['--comment', 'x'];

/** Ask a server. */
const asking: Record<string, string[]> = {
  'monitor start': [file],
  'monitor list': [],
  'monitor show': [model],
  'monitor watch': [model],
  'monitor explain': [model],
  'monitor versions': [model],
  'monitor history': [model],
  'monitor champion': [model],
  'monitor retrain': [model, ...why],
  'monitor cancel': [model, ...why],
  'monitor policy': [model, file, ...why],
  'monitor pause': [model, ...why],
  'monitor resume': [model, ...why],
  'monitor approve': [model, ...why],
  'monitor reject': [model, ...why],
  'monitor rollback': [model, ...why],
  'monitor adopt': [model, '1.0.0', ...why],
  'monitor release': [model, ...why],
  'monitor forget-segment': [model, 'eu', ...why],
  'monitor mark': [model, '1', 'false', ...why],
  'monitor stop': [model, ...why],
  'kill-switch on': ['--model', model, ...why],
  'kill-switch off': ['--model', model, ...why],
  'kill-switch list': [],
  send: [model, '--metric', 'accuracy=0.9'],
  apply: [file, '--yes'],
  doctor: [],
  serve: ['--port', '0'],
};

/** Read what comes in. */
const reading: Record<string, string[]> = {
  backtest: [file],
  calibrate: [file],
  detect: [],
};

/** Have nothing to wait for, or end what they have started, for which they have tests of their own. */
const others = [
  'demo',
  'init',
  'dev',
  'worker',
  'validate',
  'diff',
  'schema',
  'completion',
  'help',
  'token',
  'registry backup',
];

describe('Ctrl-C', () => {
  let server: Server;
  let onConnection: () => void = () => undefined;
  beforeAll(async () => {
    // Takes connections, and never says a word.
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => void server.close());

  /** The exit code of a command that is interrupted once it waits. */
  async function interrupted(args: string[]): Promise<number> {
    const interrupt = new AbortController();
    const isWaiting = new Promise<void>((done) => (onConnection = done));
    async function* silence(): AsyncGenerator<string> {
      onConnection();
      await new Promise(() => undefined);
      yield '';
    }
    const { port } = server.address() as AddressInfo;
    const running = main(args, {
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, HOME: '/nowhere' },
      stdin: silence(),
      stdout: { write: () => undefined, columns: 80 },
      stderr: { write: () => undefined },
      signal: interrupt.signal,
    });
    await Promise.race([isWaiting, running]);
    interrupt.abort();
    return running;
  }

  it.each(Object.entries({ ...asking, ...reading }))('ends `%s` with 130', async (name, args) => {
    expect(await interrupted([...name.split(' '), ...args])).toBe(130);
  });

  it('is tried on every command there is', () => {
    const names = catalogue.flatMap(({ entries }) =>
      Object.entries(entries).flatMap(([name, entry]) =>
        typeof entry === 'function' ? [name] : Object.keys(entry.commands).map((child) => `${name} ${child}`)
      )
    );
    expect(names.toSorted()).toEqual([...Object.keys({ ...asking, ...reading }), ...others].toSorted());
  });
});
