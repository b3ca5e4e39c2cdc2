import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToken, hashToken, tokenLine } from '../../src/serve/access/token.ts';
import { eventually } from '../support/eventually.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { scriptedMonitor } from '../support/scripted.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';
import { startServer } from '../../src/serve/start-server.ts';
import type { RunningServer, StartServerOptions } from '../../src/serve/server-options.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';
import type { ProblemBody } from './world.ts';

const people = ['sender', 'viewer', 'olga', 'ana', 'bob'] as const;
const roleOf = { sender: 'sender', viewer: 'viewer', olga: 'operator', ana: 'approver', bob: 'approver' } as const;

export type Person = (typeof people)[number];

export interface Asked {
  as?: Person;
  body?: unknown;
  method?: string;
  headers?: Record<string, string>;
}

export interface Served {
  worker: ScriptedWorker;
  client: MonitorClient;
  server: RunningServer;
  tokens: Record<Person, string>;
  ask: <T = Omit<MonitorView, 'status'> & ProblemBody>(
    path: string,
    asked?: Asked
  ) => Promise<{ status: number; body: T }>;
  /** A monitor that has trained a challenger, which waits. */
  withChallenger: (model: string) => Promise<MonitorView>;
  stop: () => Promise<void>;
}

/** A worker, and the HTTP server before it, which lets in by tokens. */
export async function startServed(options: Partial<StartServerOptions> = {}): Promise<Served> {
  const worker = await startScriptedWorker();
  const folder = await mkdtemp(join(tmpdir(), 'serve-'));
  const file = join(folder, 'tokens.yaml');
  const tokens = Object.fromEntries(people.map((name) => [name, createToken()])) as Record<Person, string>;
  const lines = people.map((name) => tokenLine({ name, role: roleOf[name], hash: hashToken(tokens[name]) }));
  await writeFile(file, lines.join('\n'));
  const { client: temporal, taskQueue } = worker.temporal;
  const publisher = { capacity: 100_000 };
  const client = new MonitorClient({ client: temporal, taskQueue, answerTimeoutMs: 10_000, publisher });
  const server = await startServer({ client, host: '0.0.0.0', port: 0, tokens: file, ...options });
  const ask: Served['ask'] = async (path, { as = 'ana', body, headers = {}, method } = {}) => {
    const isText = typeof body === 'string';
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${tokens[as]}`,
        ...(body === undefined ? {} : { 'content-type': isText ? 'application/x-ndjson' : 'application/json' }),
        ...headers,
      },
    });
    return { status: answer.status, body: (await answer.json()) as never };
  };
  return {
    worker,
    client,
    server,
    tokens,
    ask,
    async withChallenger(model) {
      const monitor = scriptedMonitor(model, {}, { retrain: { promotion: 'challenger' } });
      const started = await ask('/v1/models', { body: { monitor } });
      if (started.status !== 201) throw new Error(`Expected a new monitor, got ${JSON.stringify(started)}`);
      await ask(`/v1/models/${model}/retrain`, { body: { severity: 'full' } });
      return eventually(
        () => client.monitor(model).state(),
        ({ approval }) => approval !== null
      );
    },
    async stop() {
      await server.stop();
      await client.close();
      await worker.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
