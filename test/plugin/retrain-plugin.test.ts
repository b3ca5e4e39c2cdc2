import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { RetrainPlugin, type RetrainPluginOptions } from '../../src/plugin.ts';
import { payloadConverterPath, workflowsPath } from '../../src/workflow-paths.ts';
import { ConfigurationError } from '../../src/terms/errors.ts';
import { ScriptedTrainer } from '../fakes/scripted-trainer.ts';
import type { Tuner } from '../../src/tuners/tuner.ts';

const registry = await openSqliteRegistry({ path: ':memory:' });
const ownTuner: Tuner = { name: 'mine', ask: () => null };

function pluginWith(options: Partial<RetrainPluginOptions> = {}): RetrainPlugin {
  return new RetrainPlugin({ registry, trainers: [new ScriptedTrainer('unused')], ...options });
}

describe('RetrainPlugin', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('refuses an unknown tuner of the environment when it is made', { tags: ['m23.5'] }, () => {
    vi.stubEnv('VTY_TUNER', 'bayes');
    expect(() => pluginWith()).toThrow(ConfigurationError);
    expect(() => pluginWith()).toThrow(/VTY_TUNER.*grid, random, tpe, got `bayes`/);
  });

  it.each(['grid', 'random', undefined])('takes VTY_TUNER=%s, grid by default', { tags: ['m23.5'] }, (name) => {
    vi.stubEnv('VTY_TUNER', name);
    expect(pluginWith().defaultTuner).toBe(name ?? 'grid');
  });

  it('prefers TEMPORAL_RETRAIN_TUNER to the older name', () => {
    vi.stubEnv('VTY_TUNER', 'grid');
    vi.stubEnv('TEMPORAL_RETRAIN_TUNER', 'tpe');
    expect(pluginWith().defaultTuner).toBe('tpe');
  });

  it('takes a tuner of the user by name', () => {
    vi.stubEnv('VTY_TUNER', 'mine');
    expect(() => pluginWith()).toThrow(ConfigurationError);
    expect(pluginWith({ tuners: [ownTuner] }).defaultTuner).toBe('mine');
  });

  it('prefers the default given in code to the environment', () => {
    vi.stubEnv('VTY_TUNER', 'bayes');
    expect(pluginWith({ defaultTuner: 'random' }).defaultTuner).toBe('random');
  });

  it('refuses two trainers or tuners of one name', () => {
    const twins = [new ScriptedTrainer('a'), new ScriptedTrainer('b')];
    expect(() => pluginWith({ trainers: twins })).toThrow('Expected the names in `trainers` to differ, got `scripted`');
    expect(() => pluginWith({ tuners: [ownTuner, ownTuner] })).toThrow('Expected the names in `tuners` to differ');
  });

  it('gives a bundle made ahead of time the tolerant payload converter', () => {
    expect(pluginWith().configureBundler({ workflowsPath })).toMatchObject({ workflowsPath, payloadConverterPath });
  });

  it("leaves the user's own payload converter alone, in the worker and in the bundle", () => {
    const own = { payloadConverterPath: '/app/converter.js' };
    const plugin = pluginWith();
    expect(plugin.configureBundler({ workflowsPath, ...own })).toMatchObject(own);
    expect(plugin.configureWorker({ taskQueue: 'q', dataConverter: own }).dataConverter).toMatchObject(own);
    expect(plugin.configureReplayWorker({ dataConverter: own }).dataConverter).toMatchObject(own);
  });

  it('keeps the codecs of the user beside its converter', () => {
    const payloadCodecs = [{ encode: (p: never) => p, decode: (p: never) => p }] as never;
    const { dataConverter } = pluginWith().configureWorker({ taskQueue: 'q', dataConverter: { payloadCodecs } });
    expect(dataConverter).toEqual({ payloadCodecs, payloadConverterPath });
  });

  it('allows a minute for an activation and half a minute for a graceful stop, unless told otherwise', () => {
    expect(pluginWith().configureWorker({ taskQueue: 'q' })).toMatchObject({
      isolateExecutionTimeout: '60 seconds',
      shutdownGraceTime: '30 seconds',
    });
    expect(pluginWith().configureWorker({ taskQueue: 'q', shutdownGraceTime: '2s' })).toMatchObject({
      shutdownGraceTime: '2s',
    });
  });

  it('sends signs of life every few seconds, with which a job hears that it is cancelled, unless told otherwise', () => {
    const often = { maxHeartbeatThrottleInterval: '5 seconds' };
    expect(pluginWith().configureWorker({ taskQueue: 'q' })).toMatchObject(often);
    const own = { maxHeartbeatThrottleInterval: '20s' };
    expect(pluginWith().configureWorker({ taskQueue: 'q', ...own })).toMatchObject(own);
  });

  it('refuses to take the place of activities that are there already', () => {
    const activities = { 'retrain.train': () => Promise.resolve(), mine: () => Promise.resolve() };
    expect(() => pluginWith().configureWorker({ taskQueue: 'q', activities })).toThrow(
      'Activities retrain.train are already registered with this worker; use RetrainPlugin only once'
    );
  });

  it('adds no workflows of its own: an activity-only worker stays one', () => {
    const { workflowsPath, workflowBundle } = pluginWith().configureWorker({ taskQueue: 'q' });
    expect({ workflowsPath, workflowBundle }).toEqual({ workflowsPath: undefined, workflowBundle: undefined });
  });
});
