import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistryError } from '../../../src/terms/errors.ts';
import { openMlflowRegistry } from '../../../src/registry/mlflow/mlflow-registry.ts';
import { aliasRequest, freshModel, lineageOf, registerRequest } from '../../contracts/registry-requests.ts';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';
import { watchAliases } from './watch-aliases.ts';
import type { MlflowServer } from './mlflow-server.ts';

/** What holds when the server dies by SIGKILL in the middle of something, and comes back on the same store. */
export function describeKilledServer(serverOf: () => MlflowServer): void {
  describe('killed and restarted in the middle', () => {
    let proxy: FaultyProxy;
    beforeAll(async () => {
      proxy = await startFaultyProxy(serverOf().url);
    });
    afterAll(() => proxy?.stop());

    it('registers and promotes exactly once, with aliases that point at versions that are there all the time', async () => {
      const server = serverOf();
      const model = freshModel();
      const registry = openMlflowRegistry({ url: proxy.url, timeoutMs: 5_000, pauseMs: 50 });
      await registry.register(registerRequest(model, 'r1'));
      await registry.setAlias(aliasRequest(model, '1.0.0', 'promote r1'));
      const watch = watchAliases(server.url, model);

      const killAt = killOnce(server, proxy);
      killAt('POST model-versions/create', 'after');
      const second = registerRequest(model, 'r2', { lineage: lineageOf('1.0.0', 1) });
      const { version } = await untilDone(() => registry.register(second));
      killAt('POST registered-models/alias', 'before');
      const promotion = aliasRequest(model, version, 'promote r2', { expected: '1.0.0' });
      const change = await untilDone(() => registry.setAlias(promotion));

      expect(killAt.kills).toEqual(['POST model-versions/create', 'POST registered-models/alias']);
      expect([version, change.from, change.to]).toEqual(['1.0.1', '1.0.0', '1.0.1']);
      await registry.setAlias(aliasRequest(model, '1.0.0', 'roll back', { expected: '1.0.1' }));
      const seen = await watch.stop();
      expect(seen.missing).toEqual([]);
      expect(seen.champions).toEqual(['1.0.0', '1.0.1', '1.0.0']);
      expect((await registry.versions(model)).map((each) => each.version)).toEqual(['1.0.1', '1.0.0']);
      expect((await registry.history(model, 'champion')).map(({ from, to }) => [from, to])).toEqual([
        [null, '1.0.0'],
        ['1.0.0', '1.0.1'],
        ['1.0.1', '1.0.0'],
      ]);
      expect((await registry.aliased(model, 'previous'))?.version).toBe('1.0.1');
    });
  });
}

// --- internal ---

interface KillOnce {
  (request: string, when: 'before' | 'after'): void;
  /** The requests it was killed at. */
  kills: string[];
}

/** Kills the server at the next such request, before it can carry it out or before it can say that it has. */
function killOnce(server: MlflowServer, proxy: FaultyProxy): KillOnce {
  const kills: string[] = [];
  const at = (request: string, when: 'before' | 'after'): void => {
    let done = false;
    proxy.fault = ({ method, path }) => {
      if (done || `${method} ${path}` !== request) return undefined;
      done = true;
      kills.push(request);
      const kill = async (): Promise<void> => {
        await server.kill();
        // Nobody waits for it but those who try again.
        void server.restart();
      };
      return when === 'before' ? { before: kill } : { after: kill };
    };
  };
  return Object.assign(at, { kills });
}

/** What a workflow does with an activity: tries again unless it can never succeed. */
async function untilDone<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 100_000;
  for (;;)
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RegistryError) || error.permanent || Date.now() > deadline) throw error;
      await sleep(200);
    }
}
