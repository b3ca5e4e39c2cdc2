import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSeenPage, type Seat, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('the actions, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  const started = async (name: string, script = {}): Promise<string> => {
    const model = newModel(name);
    await seen.served.client.monitor(model).ensure(scriptedMonitor(model, script));
    return model;
  };
  const state = (model: string): ReturnType<ReturnType<typeof seen.served.client.monitor>['state']> =>
    seen.served.client.monitor(model).state();
  const choose = async ({ page }: Seat, action: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: action }).click();
  };

  it('pauses and resumes, and says beforehand what that will do', async () => {
    const model = await started('paused');
    const seat = await seen.seat('olga');
    await seat.goto(`/models/${model}`);
    await choose(seat, 'Pause');
    const dialog = seat.page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('starts no retrain until somebody resumes it');
    expect(await seat.barriers()).toEqual([]);
    await dialog.getByLabel('Why').fill('a migration');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await expect
      .poll(async () => (await state(model)).pausedBy)
      .toMatchObject({ actor: 'olga', comment: 'a migration' });
    await seat.page.locator('.model-head .badge').getByText('Paused').waitFor();
    await choose(seat, 'Resume');
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(async () => (await state(model)).phase).toBe('active');
    expect(seat.complaints).toEqual([]);
  });

  it('asks for a retrain, shows where it is, and cancels it', async () => {
    const model = await started('retrained', { durationMs: 60_000 });
    const seat = await seen.seat('olga');
    await seat.goto(`/models/${model}`);
    await choose(seat, 'Retrain');
    const dialog = seat.page.getByRole('dialog');
    await dialog.getByLabel('Full: train from scratch').check();
    expect(await dialog.textContent()).toContain('A model is trained from scratch');
    await dialog.getByLabel('Why').fill('weekly');
    await dialog.getByRole('button', { name: 'Retrain' }).click();
    await seat.page.getByRole('link', { name: 'Watch it' }).click();
    await seat.page.getByRole('list', { name: 'Stages' }).waitFor();
    await seat.page.getByText('Asked for by olga: weekly.').first().waitFor();
    expect(await seat.barriers()).toEqual([]);
    await choose(seat, /^Retrain/);
    await dialog.getByLabel('Why').fill('too soon');
    await dialog.getByRole('button', { name: 'Retrain' }).click();
    await expect.poll(async () => (await state(model)).triggers).toHaveLength(1);
    await choose(seat, 'Withdraw what waits');
    await dialog.getByText('asked for by olga: too soon. Retrain 1 goes on.').waitFor();
    await dialog.getByRole('button', { name: 'Withdraw what waits' }).click();
    await expect.poll(async () => (await state(model)).triggers).toEqual([]);
    expect((await state(model)).inFlight).toMatchObject({ generation: 1 });
    await seat.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await dialog.textContent()).toContain('trained so far is lost');
    await dialog.getByRole('button', { name: 'Cancel the retrain' }).click();
    await expect.poll(async () => (await state(model)).inFlight).toBeNull();
    await seat.page
      .getByRole('heading', { name: /cancel/i })
      .first()
      .waitFor();
  });

  it('turns the kill switch of a model on and off', async () => {
    const model = await started('killed');
    const seat = await seen.seat('olga');
    await seat.goto(`/models/${model}`);
    await choose(seat, 'Kill switch on');
    await seat.page.getByRole('dialog').getByRole('button', { name: 'Kill switch on' }).click();
    await expect.poll(async () => (await state(model)).killSwitch?.actor).toBe('olga');
    await seat.page.locator('.model-head .badge').getByText('Kill switch on').waitFor();
    await choose(seat, 'Kill switch off');
    await seat.page.getByRole('dialog').getByRole('button', { name: 'Kill switch off' }).click();
    await expect.poll(async () => (await state(model)).killSwitch?.scope ?? null).toBeNull();
  });

  it('rolls back and adopts, for approvers', async () => {
    const model = newModel('rolled-back');
    const first = (await seen.served.withChallenger(model)).approval?.version ?? '';
    const monitor = seen.served.client.monitor(model);
    await monitor.approve({ actor: 'ana' });
    await expect.poll(async () => (await state(model)).champion).toBe(first);
    await monitor.retrain({ actor: 'ana', severity: 'full' });
    await expect.poll(async () => (await state(model)).approval?.decided).toBeNull();
    await monitor.approve({ actor: 'ana' });
    await expect.poll(async () => (await state(model)).champion).not.toBe(first);
    const second = (await state(model)).champion ?? '';
    const seat = await seen.seat('ana');
    await seat.goto(`/models/${model}?tab=versions`);
    const card = (version: string): ReturnType<typeof seat.page.getByRole> =>
      seat.page.getByRole('article', { name: `Version ${version}` });
    await card(first).getByRole('button', { name: 'Roll back to it' }).click();
    await seat.page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await expect.poll(async () => (await state(model)).champion).toBe(first);
    await expect.poll(() => card(first).locator('.alias-champion').count()).toBe(1);
    expect(await seat.barriers()).toEqual([]);
    await card(second).getByRole('button', { name: 'Adopt' }).click();
    await seat.page.getByRole('dialog').getByRole('button', { name: 'Adopt' }).click();
    await expect.poll(async () => (await state(model)).champion).toBe(second);
  });

  it('stops a monitor, and shows then that it is stopped', async () => {
    const model = await started('stopped');
    const seat = await seen.seat('olga');
    await seat.goto(`/models/${model}`);
    await choose(seat, 'Stop the monitor');
    expect(await seat.page.getByRole('dialog').textContent()).toContain('nothing is watched any more');
    await seat.page.getByRole('dialog').getByRole('button', { name: 'Stop the monitor' }).click();
    await seat.page.locator('.model-head .badge').getByText('Stopped').waitFor();
  });

  it('offers nothing that the role does not allow', async () => {
    const model = await started('looked-at');
    const seat = await seen.seat('viewer');
    await seat.goto(`/models/${model}`);
    await seat.page.getByText('viewer').first().waitFor();
    await seat.page.getByRole('button', { name: /^Actions/ }).click();
    const buttons = seat.page.getByRole('group', { name: 'Actions' }).getByRole('button');
    expect(await buttons.count()).toBeGreaterThan(2);
    for (const button of await buttons.all()) expect(await button.isDisabled()).toBe(true);
    await seat.page.keyboard.press('Escape');
    await expect.poll(() => buttons.count()).toBe(0);
  });

  it('opens the list of actions within the screen, however wide that is', async () => {
    const model = await started('a');
    const seat = await seen.seat('olga');
    await seat.goto(`/models/${model}`);
    await seat.page.getByRole('button', { name: /^Actions/ }).click();
    const list = seat.page.getByRole('group', { name: 'Actions' });
    // From the narrowest phone on: the button stands beside the name, below it alone, and below it with the state.
    for (let width = 320; width <= 1_280; width += 15) {
      await seat.page.setViewportSize({ width, height: 800 });
      const { x, width: wide } = (await list.boundingBox())!;
      expect(x, `${width} wide`).toBeGreaterThanOrEqual(0);
      expect(x + wide, `${width} wide`).toBeLessThanOrEqual(width);
    }
  });
});
