import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('the fleet, in a browser', () => {
  let seen: SeenPage;
  let waiting: string;
  // Other files have monitors on the same server: these are found by a word that only they have.
  const own = newModel().split('-')[1] ?? '';
  const plain = newModel(`plain-${own}`);
  const paused = newModel(`paused-${own}`);
  const tenant = `tenant-${own}`;

  beforeAll(async () => {
    seen = await openSeenPage();
    const { client } = seen.served;
    waiting = newModel(`waiting-${own}`);
    await seen.served.withChallenger(waiting);
    for (const model of [plain, paused]) await client.monitor(model).ensure(scriptedMonitor(model, {}, { tenant }));
    for (const [day, accuracy] of [0.9, 0.88, 0.91].entries())
      client.monitor(plain).record({ accuracy }, { at: new Date(Date.UTC(2026, 2, 1 + day)) });
    await client.flush();
    await client.monitor(paused).pause({ actor: 'ana', comment: 'a holiday' });
  });
  afterAll(() => seen?.stop());

  it('lists the monitors, those that need somebody first, with their newest values', async () => {
    const { page, goto, complaints, strangers } = await seen.seat('viewer');
    await goto(`/?q=${own}`);
    const rows = page.locator('.rows .row');
    await expect.poll(() => rows.count()).toBe(3);
    await expect.poll(() => rows.first().textContent()).toContain(waiting);
    expect(await rows.first().textContent()).toContain('Waits for approval');
    await page.getByRole('row').filter({ hasText: plain }).getByRole('img').waitFor();
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it('searches, filters and sorts, and keeps all of it in the address', async () => {
    const { page, goto } = await seen.seat('viewer');
    await goto(`/?q=${own}`);
    const names = page.locator('.rows .col-monitor a');
    await expect.poll(() => names.count()).toBe(3);
    await page.keyboard.press('/');
    await page.keyboard.press('End');
    await page.keyboard.type(' paused');
    await expect.poll(() => names.count()).toBe(1);
    expect(page.url()).toContain(`q=${own}+paused`);
    await page.getByRole('searchbox').fill(own);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Paused or held' }).click();
    await expect.poll(() => names.allTextContents()).toEqual([paused]);
    await page.getByRole('searchbox').fill('nobody is called like this');
    await page.getByText('is like that').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('searchbox').fill(own);
    await page.getByRole('columnheader', { name: 'Monitor' }).getByRole('button').click();
    await page.getByRole('columnheader', { name: 'Monitor' }).getByRole('button').click();
    expect(page.url()).toContain('sort=-name');
    const backwards = [plain, paused, waiting].toSorted().toReversed();
    await expect.poll(() => names.allTextContents()).toEqual(backwards);
    await page.reload();
    await expect.poll(() => names.allTextContents()).toEqual(backwards);
  });

  it('is walked through by keys: j and k move, enter opens, escape comes back', async () => {
    const { page, goto } = await seen.seat('viewer');
    await goto(`/?sort=name&q=${own}`);
    await expect.poll(() => page.locator('.rows .row').count()).toBe(3);
    const [first, second] = [plain, paused, waiting].toSorted() as [string, string, string];
    for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key);
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe(second);
    await page.keyboard.press('k');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe(first);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: first }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Monitors' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('turns the kill switch of a tenant on and off, and says beforehand what that means', async () => {
    const { page, goto, barriers, complaints } = await seen.seat('olga');
    await goto(`/?q=${own}`);
    await expect.poll(() => page.locator('.rows .row').count()).toBe(3);
    await page.getByRole('button', { name: 'Kill switch …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No retrain of all models starts').waitFor();
    await dialog.getByLabel('Of').selectOption(tenant);
    await dialog.getByText(`No retrain of the models of tenant ${tenant} starts`).waitFor();
    expect(await dialog.textContent()).toContain('that holds 2 running monitors');
    expect(await barriers()).toEqual([]);
    await dialog.getByLabel('Why').fill('bad labels');
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    const held = async (): Promise<string | undefined> =>
      (await seen.served.client.monitor(plain).state()).killSwitch?.comment;
    await expect.poll(held).toBe('bad labels');
    const turnOff = page.getByRole('button', { name: `Turn off the kill switch for tenant ${tenant}` });
    await turnOff.click();
    await dialog.getByText('may start again').waitFor();
    await dialog.getByRole('button', { name: 'Turn off' }).click();
    await expect.poll(held).toBeUndefined();
    await expect.poll(() => turnOff.count()).toBe(0);
    expect(complaints).toEqual([]);
    const looking = await seen.seat('viewer');
    await looking.goto('/');
    await looking.page.getByText('viewer').first().waitFor();
    expect(await looking.page.getByRole('button', { name: 'Kill switch …' }).isDisabled()).toBe(true);
  });

  it('puts monitors that have no worker first, among those that need somebody', async () => {
    const alone = newModel(`alone-${own}`);
    const elsewhere = new MonitorClient({ client: seen.served.client.client, taskQueue: `nobody-${own}` });
    await elsewhere.monitor(alone).ensure(scriptedMonitor(alone));
    const { page, goto } = await seen.seat('viewer');
    await goto(`/?q=${own}&show=needs`);
    const rows = page.locator('.rows .row');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.first().textContent()).toContain(alone);
    expect(await rows.first().textContent()).toContain('No worker');
    await elsewhere.client.workflow.getHandle(monitorWorkflowId(alone)).terminate();
    await elsewhere.close();
  });

  it.each(['light', 'dark'] as const)('has no barriers, %s, nor on a phone', async (colorScheme) => {
    const wide = await seen.seat('ana', { colorScheme });
    await wide.goto(`/?q=${own}`);
    await expect.poll(() => wide.page.locator('.rows .row').count()).toBe(3);
    expect(await wide.barriers()).toEqual([]);
    const phone = await seen.seat('ana', { colorScheme, viewport: { width: 400, height: 800 } });
    await phone.goto(`/?q=${own}`);
    await expect.poll(() => phone.page.locator('.rows .row').count()).toBe(3);
    expect(await phone.barriers()).toEqual([]);
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(400);
  });
});
