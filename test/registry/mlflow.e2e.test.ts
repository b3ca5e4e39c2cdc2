import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import type { Lineage } from '../../src/core/state/lineage.ts';
import { RegistryError } from '../../src/terms/errors.ts';
import { MlflowRegistry, openMlflowRegistry } from '../../src/registry/mlflow/mlflow-registry.ts';
import { mlflowName } from '../../src/registry/mlflow/names.ts';
import { openRegistry } from '../../src/registry/open-registry.ts';
import { startWorker } from '../../src/worker/start-worker.ts';
import { retrainUpdate, stateQuery, stopUpdate } from '../../workflows/messages.ts';
import { eventually as until } from '../support/eventually.ts';
import { withoutPython } from '../support/python-environment.ts';
import { rainMonitor } from '../support/rain.ts';
import { bundlePath, withClient } from '../support/temporal.ts';
import { describeRegistry } from '../contracts/registry.ts';
import { aliasRequest, expectRefusal, freshModel, lineageOf, registerRequest } from '../contracts/registry-requests.ts';
import { describeMlflowByHand } from './mlflow/as-people-leave-it.ts';
import { mlflowByHand } from './mlflow/by-hand.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from './mlflow/faulty-proxy.ts';
import { describeKilledServer } from './mlflow/killed-server.ts';
import { startMlflow, type MlflowServer } from './mlflow/mlflow-server.ts';

const skipped = withoutPython('a real MLflow server');

describe.skipIf(skipped)('MlflowRegistry on a real server', () => {
  let server: MlflowServer;
  beforeAll(async () => {
    server = await startMlflow();
  }, 720_000);
  afterAll(() => server?.stop());

  describeRegistry('mlflow', async () => {
    let another: MlflowServer | undefined;
    return {
      open: async () => openMlflowRegistry({ url: server.url, timeoutMs: 30_000, pauseMs: 20 }),
      byHand: mlflowByHand(server.url),
      openAnother: async () => {
        another = await startMlflow();
        return openMlflowRegistry({ url: another.url, timeoutMs: 30_000, pauseMs: 20 });
      },
      dispose: async () => another?.stop(),
    };
  });

  describe('in MLflow', () => {
    const read = async (path: string, fields: Record<string, string>) =>
      (await (
        await fetch(`${server.url}/api/2.0/mlflow/${path}?${new URLSearchParams(fields).toString()}`)
      ).json()) as never;

    it('what MLflow shows is what the registry says: aliases, run metrics, tags', async () => {
      const registry = new MlflowRegistry({ url: server.url });
      const model = freshModel();
      const name = mlflowName(model);
      await registry.register(registerRequest(model, 'r1'));
      await registry.register(registerRequest(model, 'r2', { lineage: lineageOf('1.0.0', 1) }));
      await registry.setAlias(aliasRequest(model, '1.0.0', 'c1'));
      await registry.setAlias(aliasRequest(model, '1.0.1', 'c2'));
      const shown = async (alias: string) => {
        const { model_version: found } = await read('registered-models/alias', { name, alias });
        return found as {
          version: string;
          run_id: string;
          description: string;
          tags: { key: string; value: string }[];
        };
      };
      const champion = await shown('champion');
      expect(champion.version).toBe('2');
      expect((await shown('previous')).version).toBe('1');
      expect(champion.description).toMatch(/^Made by retrain 1 \(soft\), from 1\.0\.0\./);
      const tags = Object.fromEntries(champion.tags.map(({ key, value }) => [key, value]));
      expect(tags).toMatchObject({ 'temporal_retrain.semver': '1.0.1', 'temporal_retrain.retrain_id': 'r2' });
      const { run } = await read('runs/get', { run_id: champion.run_id });
      const { data, info } = run as { data: { metrics: { key: string; value: number }[] }; info: { status: string } };
      expect(Object.fromEntries(data.metrics.map(({ key, value }) => [key, value]))).toEqual({
        accuracy: 0.91,
        f1: 0.875,
      });
      expect(info.status).toBe('FINISHED');
      await registry.setAlias(aliasRequest(model, null, 'c3'));
      await expect(shown('champion')).resolves.toBeUndefined();
    });

    it('an artifact is put beside its run when it can be read', async () => {
      const bytes = Buffer.from('weights');
      const registry = new MlflowRegistry({ url: server.url, readArtifact: async () => bytes });
      const model = freshModel();
      await registry.register(registerRequest(model, 'r1'));
      const { model_version: found } = await read('model-versions/get', { name: mlflowName(model), version: '1' });
      const { source } = found as { source: string };
      const path = source.replace(/^mlflow-artifacts:\/+/, '');
      const file = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${path}/r1.json`);
      expect(await file.text()).toBe('weights');
    });

    it('an artifact in an object store is the source of its version', async () => {
      const registry = new MlflowRegistry({ url: server.url });
      const model = freshModel();
      const artifact = { uri: 's3://models/ranker/1.bin', sha256: 'cd'.repeat(32), bytes: 5 };
      await registry.register(registerRequest(model, 'r1', { artifact }));
      const { model_version: found } = await read('model-versions/get', { name: mlflowName(model), version: '1' });
      expect((found as { source: string }).source).toBe('s3://models/ranker/1.bin');
    });

    it('a lineage far longer than one tag comes back whole, one too long is refused', async () => {
      const registry = new MlflowRegistry({ url: server.url });
      const model = freshModel();
      const long = (length: number): Lineage => ({
        ...lineageOf(),
        hyperparameters: { note: 'ä✓"\\'.repeat(length / 5) },
      });
      await registry.register(registerRequest(model, 'r1', { lineage: long(60_000) }));
      expect((await registry.versions(model))[0]?.lineage).toEqual(long(60_000));
      await expectRefusal(
        registry.register(registerRequest(model, 'r2', { lineage: long(250_000) })),
        /lineage.*200000/
      );
    });

    it('a version that somebody registered by hand is left alone', async () => {
      const registry = new MlflowRegistry({ url: server.url });
      const model = freshModel();
      await registry.register(registerRequest(model, 'r1'));
      const body = JSON.stringify({ name: mlflowName(model), source: 's3://by/hand' });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${server.url}/api/2.0/mlflow/model-versions/create`, { method: 'POST', headers, body });
      expect((await registry.register(registerRequest(model, 'r2'))).version).toBe('1.0.1');
      expect((await registry.versions(model)).map((each) => each.version)).toEqual(['1.0.1', '1.0.0']);
    });
  });

  describeMlflowByHand(() => server);

  describe('behind a network that fails', () => {
    let proxy: FaultyProxy;
    let registry: MlflowRegistry;
    beforeAll(async () => {
      proxy = await startFaultyProxy(server.url);
      registry = new MlflowRegistry({ url: proxy.url, timeoutMs: 3000, pauseMs: 10 });
    });
    afterAll(() => proxy?.stop());
    beforeEach(() => {
      proxy.fault = () => undefined;
      proxy.seen.length = 0;
    });

    /** Registers and promotes two versions while things go wrong; afterwards exactly that must be there. */
    async function expectExactlyOnce(): Promise<void> {
      const model = freshModel();
      const done: string[] = [];
      for (const id of ['r1', 'r2']) {
        const { version } = await eventually(() => registry.register(registerRequest(model, id)));
        await eventually(() => registry.setAlias(aliasRequest(model, version, `promote ${id}`)));
        done.push(version);
      }
      expect(done).toEqual(['1.0.0', '1.0.1']);
      proxy.fault = () => undefined;
      const direct = new MlflowRegistry({ url: server.url });
      expect((await direct.versions(model)).map((each) => each.version)).toEqual(['1.0.1', '1.0.0']);
      expect((await direct.aliased(model, 'champion'))?.version).toBe('1.0.1');
      expect((await direct.history(model)).map((row) => [row.alias, row.from, row.to])).toEqual([
        ['champion', null, '1.0.0'],
        ['champion', '1.0.0', '1.0.1'],
        ['previous', null, '1.0.0'],
      ]);
      const path = `model-versions/search?filter=${encodeURIComponent(`name = '${mlflowName(model)}'`)}`;
      const raw = (await (await fetch(`${server.url}/api/2.0/mlflow/${path}`)).json()) as { model_versions: unknown[] };
      expect(raw.model_versions).toHaveLength(2);
    }

    /** What a workflow does with an activity: tries again unless it can never succeed. */
    async function eventually<T>(call: () => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++)
        try {
          return await call();
        } catch (error) {
          if (!(error instanceof RegistryError) || error.permanent || attempt === 20) throw error;
        }
    }

    const faults: [string, Fault][] = [
      ['500 in HTML instead of the server', { refuse: 500 }],
      ['429 with a time to wait', { refuse: 429, headers: { 'retry-after': '0.05' } }],
      ['a login page with status 200', { refuse: 200 }],
      ['a reply lost after the commit', { lose: true }],
      ['a reply cut in half', { garble: true }],
    ];
    for (const [title, fault] of faults)
      it(`one of four requests meeting ${title} leaves everything done exactly once`, async () => {
        const random = generator(title.length);
        proxy.fault = () => (random() < 0.25 ? fault : undefined);
        await expectExactlyOnce();
      });

    it('every creation whose reply is lost is done exactly once', async () => {
      const lost = new Set<string>();
      proxy.fault = ({ method, path, number }) => {
        if (method !== 'POST' || !path.endsWith('create') || lost.has(`${path}${number % 3}`)) return undefined;
        lost.add(`${path}${number % 3}`);
        return { lose: true };
      };
      await expectExactlyOnce();
      expect(lost.size).toBeGreaterThan(3);
    });

    it('a creation that is carried out only after it was given up for lost makes no second version', async () => {
      let delayed = 0;
      let done = 0;
      let giveUp = (): void => undefined;
      const givenUp = new Promise<void>((resolve) => (giveUp = resolve));
      proxy.fault = ({ path }) => {
        if (path !== 'model-versions/create' || delayed >= 2) return undefined;
        delayed += 1;
        // The caller has given up by then.
        return { before: () => givenUp, after: async () => void (done += 1) };
      };
      const hasty = new MlflowRegistry({ url: proxy.url, timeoutMs: 700, attempts: 2 });
      const model = freshModel();
      const first = await eventually(() => hasty.register(registerRequest(model, 'r1')));
      giveUp();
      await until(
        () => Promise.resolve(done),
        (count) => count === 2
      );
      expect(delayed).toBe(2);
      const direct = new MlflowRegistry({ url: server.url });
      expect(await direct.register(registerRequest(model, 'r1'))).toMatchObject({ version: first.version });
      expect((await direct.register(registerRequest(model, 'r2'))).version).toBe('1.0.1');
      expect(await direct.versions(model)).toHaveLength(2);
    });

    it('a server that stays away fails for now, never for good', async () => {
      proxy.fault = () => ({ refuse: 503 });
      const away = new MlflowRegistry({ url: proxy.url, attempts: 2, pauseMs: 10 });
      const error = await away.register(registerRequest(freshModel(), 'r1')).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RegistryError);
      expect((error as RegistryError).permanent).toBe(false);
      expect((error as RegistryError).message).toMatch(/HTTP 503/);
    });
  });

  describeKilledServer(() => server);

  it('a worker keeps its models there: a retrain ends with a champion that MLflow shows', async () => {
    const model = freshModel();
    const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-mlflow-'));
    const worker = await startWorker({
      server: { connectionOptions: { address: inject('address') }, namespace: inject('namespace') },
      taskQueue: model,
      home: folder,
      bundlePath: bundlePath(),
      registry: await openRegistry(`mlflow:${server.url}`),
    });
    try {
      await withClient(async ({ client }) => {
        const { config, policy } = parseMonitor(rainMonitor(model));
        const monitor = await client.workflow.start('monitorModel', {
          workflowId: monitorWorkflowId(model),
          taskQueue: model,
          args: [{ config, policy, searchAttributes: false }],
        });
        await monitor.executeUpdate(retrainUpdate, { args: [{ severity: 'full', actor: 'ada' }] });
        const view = await until(
          () => monitor.query(stateQuery),
          (state) => state.lastRetrain !== null
        );
        expect(view).toMatchObject({ champion: '1.0.0', lastRetrain: { status: 'promoted' } });
        await monitor.executeUpdate(stopUpdate, { args: [{ actor: 'ada' }] });
      });
      const fields = new URLSearchParams({ name: mlflowName(model), alias: 'champion' });
      const shown = await fetch(`${server.url}/api/2.0/mlflow/registered-models/alias?${fields.toString()}`);
      const { model_version: champion } = (await shown.json()) as { model_version: { source: string; tags: object[] } };
      expect(champion.tags).toContainEqual({ key: 'temporal_retrain.semver', value: '1.0.0' });
      // The bytes of the model lie beside its run, not only on the disk of the worker.
      const list = new URLSearchParams({ path: champion.source.replace(/^mlflow-artifacts:\/+/, '') });
      const files = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts?${list.toString()}`);
      expect(((await files.json()) as { files: unknown[] }).files).toHaveLength(1);
    } finally {
      await worker.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

// --- internal ---

/** Lehmer's generator: the same faults in every run, as far as the order of the requests is the same. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
