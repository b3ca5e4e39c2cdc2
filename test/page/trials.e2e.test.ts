import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Script } from '../fakes/scripted-trainer.ts';

describe.skipIf(withoutChromium)('retrains and trials, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  const started = async (name: string, script: Script, changes: Partial<MonitorFile>): Promise<string> => {
    const model = newModel(name);
    await seen.served.client.monitor(model).ensure(scriptedMonitor(model, script, changes));
    return model;
  };
  const state = (model: string): ReturnType<ReturnType<typeof seen.served.client.monitor>['state']> =>
    seen.served.client.monitor(model).state();

  it('a circuit breaker that is open is closed by an operator, who is told beforehand what that does', async () => {
    const model = await started('broken', { failures: 99, permanent: true }, { breakerAfter: 1 });
    await seen.served.client.monitor(model).retrain({ actor: 'ana' });
    await expect.poll(async () => (await state(model)).breakerOpenedAt).not.toBeNull();
    const { page, goto, barriers, complaints } = await seen.seat('olga');
    await goto(`/models/${model}`);
    await page.locator('.model-head .badge').getByText('Circuit breaker open').waitFor();
    await page.getByRole('button', { name: /^Actions/ }).click();
    await page
      .getByRole('group', { name: 'Actions' })
      .getByRole('button', { name: 'Close the circuit breaker' })
      .click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('retrains may start again');
    expect(await barriers()).toEqual([]);
    await dialog.getByLabel('Why').fill('the disk was full');
    await dialog.getByRole('button', { name: 'Close the circuit breaker' }).click();
    await expect.poll(async () => (await state(model)).breakerOpenedAt).toBeNull();
    await page
      .getByRole('heading', { name: 'Circuit breaker closed' })
      .or(page.getByText('The circuit breaker of'))
      .first()
      .waitFor();
    await goto(`/models/${model}/retrains/1`);
    await page.getByRole('heading', { name: 'It ended: failed' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('a study lists its trials while it runs, and is told as a whole after it', async () => {
    const tuning = {
      tuner: 'random',
      space: { skill: { type: 'float' as const, low: 0, high: 1 } },
      trials: 5,
      parallel: 1,
      metric: 'accuracy',
    };
    const retrain = { tuning, hyperparameters: { skill: 0.5 } };
    const model = await started('tuned', { scoreBy: 'skill' }, { retrain });
    const { page, goto, barriers } = await seen.seat('viewer');
    const { points } = seen.served.worker.world;
    // One trial ends, and the next one waits until it was seen.
    points.hold('trained', model);
    await seen.served.client.monitor(model).retrain({ actor: 'ana' });
    await points.reached('trained', model);
    points.hold('train', model);
    points.release('trained', model);
    await points.reached('train', model);
    await goto(`/models/${model}/retrains/1`);
    await page.getByRole('heading', { name: 'Trials' }).waitFor();
    const rows = page.locator('table.data tbody tr');
    await expect.poll(() => rows.count()).toBeGreaterThan(1);
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['Trial', 'State', 'accuracy', 'skill']);
    await expect.poll(() => page.locator('tr.best').count()).toBe(1);
    expect(await barriers()).toEqual([]);
    points.release('train', model);
    await page.getByRole('heading', { name: 'It ended: promoted' }).waitFor({ timeout: 120_000 });
    await page.getByText(/, 5 trials, /).waitFor();
  });

  it('a version that was approved is said to be promoted by its retrain, and one in shadow how it does', async () => {
    const retrain = { promotion: 'shadow' as const, shadow: { samples: 20, timeout: '1h' } };
    const model = await started('shadowed', {}, { retrain });
    const monitor = seen.served.client.monitor(model);
    await monitor.retrain({ actor: 'ana' });
    // The first version has nothing beside it.
    await expect.poll(async () => (await state(model)).approval?.version).toBe('1.0.0');
    const { page, goto, barriers, complaints } = await seen.seat('ana');
    await goto(`/models/${model}/retrains/1`);
    await page.getByRole('heading', { name: 'Its version waits for approval' }).waitFor();
    await monitor.approve({ actor: 'ana' });
    await page.getByRole('heading', { name: 'It ended: promoted' }).waitFor();
    await monitor.retrain({ actor: 'ana' });
    await expect.poll(async () => (await state(model)).shadow?.version).toBe('1.0.1');
    await goto(`/models/${model}/retrains/2`);
    await page.getByRole('heading', { name: 'Its version is in shadow' }).waitFor();
    for (const version of ['1.0.0', '1.0.1']) monitor.record({ accuracy: 0.9 }, { version });
    await monitor.flush();
    await goto(`/models/${model}`);
    await page.locator('.notice', { hasText: '1.0.1' }).filter({ hasText: '1.0.0' }).first().waitFor();
    expect(await barriers()).toEqual([]);
    await goto(`/?q=${model.split(':')[1]}&show=trial`);
    await expect.poll(() => page.locator('.rows .row').textContent()).toContain('In shadow');
    expect(complaints).toEqual([]);
  });
});
