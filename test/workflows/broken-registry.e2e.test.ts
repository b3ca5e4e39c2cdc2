import { describe, expect, it } from 'vitest';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { RegistryError } from '../../src/terms/errors.ts';
import { newFolder, newModel, openScriptedWorld, scriptedMonitor, startMonitor } from '../support/scripted.ts';
import { explainQuery, retrainUpdate, stateQuery } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { join } from 'node:path';
import { withWorker } from '../support/temporal.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';

const html = 'Expected JSON from the registry, got `<html>`';

/** The real registry; every call of the methods named in `broken` is answered with a login page. */
function breakable(inner: ModelRegistry, broken: Set<string>): ModelRegistry {
  return new Proxy(inner, {
    get: (_, name: keyof ModelRegistry) => {
      const value = inner[name];
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        if (broken.has(name)) throw new RegistryError(html);
        return (value as (...args: unknown[]) => unknown).apply(inner, given);
      };
    },
  });
}

const asked: { args: [{ actor: string }] } = { args: [{ actor: 'ada' }] };

describe('a registry that stays broken', () => {
  it.each(['aliased', 'register', 'setAlias'])('for `%s` ends the retrain with what it said', async (method) => {
    const broken = new Set<string>();
    const folder = await newFolder();
    const registry = breakable(await openSqliteRegistry({ path: join(folder, 'broken.db') }), broken);
    const world = await openScriptedWorld(folder, { registry });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const file = scriptedMonitor(newModel('broken'), {}, { retrain: { promotion: 'auto', timeout: '45s' } });
      const monitor = await startMonitor(temporal, file);
      await monitor.executeUpdate(retrainUpdate, asked);
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.lastRetrain?.generation === 1
      );
      broken.add(method);
      await monitor.executeUpdate(retrainUpdate, asked);
      const { lastRetrain } = await eventually(
        () => monitor.query(stateQuery),
        (view) => view.lastRetrain?.generation === 2
      );
      expect(lastRetrain).toMatchObject({ status: 'failed', note: html });
      const { decisions } = await monitor.query(explainQuery);
      expect(JSON.stringify(decisions)).toContain(html);
    });
    await world.clean();
  });
});
