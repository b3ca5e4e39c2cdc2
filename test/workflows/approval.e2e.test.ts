import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import {
  adoptUpdate,
  approveUpdate,
  explainQuery,
  metricsSignal,
  rejectUpdate,
  retrainUpdate,
  stateQuery,
  stopUpdate,
} from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { withWorker } from '../support/temporal.ts';
import { startScriptedWorker, type ScriptedWorker } from '../support/scripted-worker.ts';
import type { ApplicationFailure } from '@temporalio/common';
import type { Notice } from '../../src/core/state/events.ts';
import type { Notifier } from '../../src/notify/notifier.ts';

const refusal = (error: Error): unknown => {
  const { message, details } = error.cause as ApplicationFailure;
  return { message, code: details?.[0] };
};

let worker: ScriptedWorker;
beforeAll(async () => {
  worker = await startScriptedWorker();
});
afterAll(() => worker?.stop());

describe('a challenger that waits for a person', () => {
  it('is rejected when nobody has decided in time, after reminders, and who comes later is told so', async () => {
    const events: string[] = [];
    const spy: Notifier = {
      notify: async (notices) => void events.push(...notices.map(({ event }) => event)),
    };
    const world = await scriptedWorld({ notifiers: { spy } });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('approval');
      const approval = { timeout: '4s', reminder: '1500ms', onTimeout: 'reject' as const };
      const file = scriptedMonitor(model, {}, { cooldown: '1h', retrain: { promotion: 'challenger', approval } });
      // Small runs, so that the time to decide outlives continue-as-new.
      const monitor = await startMonitor(temporal, file, { rollAfterEvents: 40 });
      await monitor.signal(metricsSignal, accuracies(1, [0.5]));
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.approval !== null
      );
      expect((await world.registry.aliased(model, 'challenger'))?.version).toBe('1.0.0');
      await expect(monitor.executeUpdate(approveUpdate, { args: [{ actor: ' ' }] }).catch(refusal)).resolves.toEqual({
        code: 'by-nobody',
        message: 'Expected `actor` to say who asks, got nothing',
      });
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.approval === null
      );
      await eventually(
        () => world.registry.aliased(model, 'challenger'),
        (challenger) => challenger === undefined
      );
      await expect(monitor.executeUpdate(approveUpdate, { args: [{ actor: 'ada' }] }).catch(refusal)).resolves.toEqual({
        code: 'timed-out',
        message: expect.stringContaining('the time to approve version 1.0.0 ended at'),
      });
      const { judged, decisions } = await monitor.query(explainQuery);
      expect(judged).toMatchObject({ version: '1.0.0', outcome: 'timed-out' });
      expect(decisions.map(({ reasonCodes }) => reasonCodes.join(' '))).toEqual(
        expect.arrayContaining([
          'approve-refused by-nobody',
          'approval-timed-out rejected',
          'approve-refused timed-out',
        ])
      );
      expect(events.filter((event) => event === 'approval-reminder').length).toBeGreaterThanOrEqual(1);
      expect(await world.registry.aliased(model, 'champion')).toBeUndefined();
    });
    await world.clean();
  });

  it('waits again when its monitor was stopped and is started anew', async () => {
    const { world, temporal } = worker;
    const model = newModel('approval');
    const file = scriptedMonitor(model, {}, { retrain: { promotion: 'challenger' } });
    const first = await startMonitor(temporal, file);
    await first.signal(metricsSignal, accuracies(1, [0.5]));
    await eventually(
      () => first.query(stateQuery),
      (view) => view.approval !== null
    );
    await first.executeUpdate(stopUpdate, { args: [{ actor: 'ada' }] });
    await first.result();
    const second = await startMonitor(temporal, file);
    await eventually(
      () => second.query(stateQuery),
      (view) => view.approval !== null
    );
    await second.executeUpdate(approveUpdate, { args: [{ actor: 'ada' }] });
    await eventually(
      () => second.query(stateQuery),
      (view) => view.champion === '1.0.0' && view.approval === null
    );
    expect((await world.registry.aliased(model, 'champion'))?.version).toBe('1.0.0');
    await second.executeUpdate(stopUpdate, { args: [{ actor: 'ada' }] });
  });

  it('takes the place of another champion than it was compared with only where that one is named', async () => {
    const { temporal } = worker;
    const model = newModel('approval');
    const monitor = await startMonitor(temporal, scriptedMonitor(model, {}, { retrain: { promotion: 'challenger' } }));
    for (const generation of [1, 2]) {
      await monitor.executeUpdate(retrainUpdate, { args: [{ actor: 'ada', severity: 'full' }] });
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.approval?.generation === generation
      );
    }
    const { approval } = await monitor.query(stateQuery);
    await monitor.executeUpdate(adoptUpdate, { args: [{ actor: 'ada', version: '1.0.0' }] });
    await eventually(
      () => monitor.query(stateQuery),
      (view) => view.champion === '1.0.0'
    );
    const approve = (asked: object) =>
      monitor.executeUpdate(approveUpdate, { args: [{ actor: 'ada', ...asked }] }).then(() => 'done', refusal);
    const clause = 'it was compared with no champion, and not with 1.0.0, which serves now';
    expect((await monitor.query(stateQuery)).summary).toContain(clause);
    expect(await approve({})).toEqual({
      code: 'another-champion',
      message: expect.stringContaining(clause) as string,
    });
    expect(await approve({ inPlaceOf: '0.9.0' })).toEqual({
      code: 'another-champion',
      message: 'Version 0.9.0 does not serve: 1.0.0 does; look again',
    });
    expect(await approve({ inPlaceOf: '1.0.0' })).toBe('done');
    await eventually(
      () => monitor.query(stateQuery),
      (view) => view.champion === approval?.version
    );
    await monitor.executeUpdate(stopUpdate, { args: [{ actor: 'ada' }] });
  });

  it('is promoted once however many approve at the same time, and told with digest and lineage', async () => {
    const told: Notice[] = [];
    const spy: Notifier = { notify: async (notices) => void told.push(...notices) };
    const world = await scriptedWorld({ notifiers: { spy } });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel('approval');
      const monitor = await startMonitor(
        temporal,
        scriptedMonitor(model, {}, { retrain: { promotion: 'challenger' } })
      );
      await monitor.signal(metricsSignal, accuracies(1, [0.5]));
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.approval !== null
      );
      const answers = await Promise.all(
        ['ada', 'bob'].map((actor) =>
          monitor.executeUpdate(approveUpdate, { args: [{ actor }] }).then(() => 'done', refusal)
        )
      );
      expect(answers).toContain('done');
      expect(answers).toContainEqual(expect.objectContaining({ code: 'already-approved' }));
      await expect(monitor.executeUpdate(rejectUpdate, { args: [{ actor: 'eve' }] }).catch(refusal)).resolves.toEqual(
        expect.objectContaining({ code: 'already-approved' })
      );
      await eventually(
        () => monitor.query(stateQuery),
        (view) => view.champion === '1.0.0'
      );
      expect(await world.registry.history(model, 'champion')).toHaveLength(1);
      const champion = (await world.registry.aliased(model, 'champion'))?.found;
      const notices = await eventually(
        () => Promise.resolve(told.filter(({ event }) => event === 'registered' || event === 'promoted')),
        ({ length }) => length >= 2
      );
      expect(notices.map(({ event }) => event)).toEqual(['registered', 'promoted']);
      for (const { release } of notices)
        expect(release).toMatchObject({
          version: '1.0.0',
          artifact: champion?.artifact,
          lineage: { parent: null, generation: 1, reasons: [expect.stringContaining('0.7')] },
        });
      expect(notices[1]).toMatchObject({ previousVersion: null, subjects: ['accuracy//limit'] });
    });
    await world.clean();
  });
});
