import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workerOptionsOf } from '../../src/cli/frame/worker-options.ts';
import { ConfigurationError } from '../../src/terms/errors.ts';
import { openRegistry } from '../../src/registry/open-registry.ts';
import { runCli } from '../cli/run-cli.ts';

describe('openRegistry', () => {
  it('opens an SQLite file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'registry-'));
    const registry = await openRegistry(`sqlite:${join(folder, 'models.db')}`);
    expect(await registry.versions('shop:ranker')).toEqual([]);
    await registry.close();
    await rm(folder, { recursive: true });
  });

  it('opens an MLflow server without asking it anything yet', async () => {
    const registry = await openRegistry('mlflow:http://127.0.0.1:9/prefix');
    expect(registry.name).toBe('mlflow http://127.0.0.1:9/prefix');
    await registry.close();
  });

  it.each(['', 'sqlite:', 'mlflow', 'postgres://db', 'http://127.0.0.1:5000', './models.db'])(
    'tells how a registry is named when it is given `%s`',
    async (address) => {
      await expect(openRegistry(address)).rejects.toThrow(ConfigurationError);
      await expect(openRegistry(address)).rejects.toThrow(/`sqlite:<file>` or `mlflow:<url>`/);
    }
  );

  it('never shows a password that was put into the address', async () => {
    for (const address of [
      'https://me:hunter2@mlflow',
      'mlflow:https://me:hunter2@mlflow',
      'mlflow:https://me:pa/hunter2@mlflow',
      'mlflow:https://me:x@mlflow/?token=hunter2',
    ]) {
      const error: unknown = await openRegistry(address).catch((reason: unknown) => reason);
      expect(String(error)).toContain('***@mlflow');
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('a worker refuses a registry it does not know, before it looks for a server', async () => {
    const { code, stderr } = await runCli(['worker', '--registry', 'mongo:x']);
    expect(code).toBe(2);
    expect(stderr).toContain('`mlflow:<url>`');
    const other = await runCli(['worker', '--registry', 'mlflow:ftp://host']);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('`https://mlflow.example`');
  });

  it('a worker without the flag goes by VTY_REGISTRY, and keeps an SQLite file in its home without either', async () => {
    const flags = { taskQueue: 'models', home: '.' };
    const named = await workerOptionsOf(flags, { VTY_REGISTRY: 'mlflow:http://127.0.0.1:9' });
    expect(named.registry?.name).toBe('mlflow http://127.0.0.1:9');
    expect((await workerOptionsOf(flags, {})).registry).toBeUndefined();
  });
});
