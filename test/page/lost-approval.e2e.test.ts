import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { newModel } from '../support/scripted.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('losing an approval to somebody else, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  const ofLoss = 'Your decision was not taken';

  it('tells whoever rejects too late who approved, until they dismiss it, and keeps what they wrote', async () => {
    const model = newModel('lost');
    const version = (await seen.served.withChallenger(model)).approval?.version ?? '';
    const monitor = seen.served.client.monitor(model);
    const { page, goto, barriers } = await seen.seat('bob');
    await goto(`/models/${model}/approval`);
    await page.getByLabel('Why').fill('not on a Friday');
    await page.route('**/reject', async (route) => {
      await monitor.approve({ actor: 'root', comment: 'better', version });
      await eventually(
        () => monitor.state(),
        ({ approval }) => approval === null
      );
      await route.continue();
    });
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Nothing waits for approval').waitFor();
    const loss = page.getByRole('region', { name: ofLoss });
    await loss.waitFor();
    await expect.poll(() => loss.textContent()).toContain(`Version ${version} was approved by root: better.`);
    expect(await loss.getByRole('alert').first().textContent()).toContain('The monitor refused');
    expect(await loss.getByLabel('What you wrote').inputValue()).toBe('not on a Friday');
    expect(await page.locator('.empty').textContent()).toContain(`Version ${version} was approved by root`);
    expect(await page.locator('main').textContent()).not.toContain(': waits for approval');
    expect(await barriers()).toEqual([]);
    await loss.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => loss.count()).toBe(0);
  });

  it('keeps what somebody has written of a version that another rejects meanwhile', async () => {
    const model = newModel('overtaken');
    const version = (await seen.served.withChallenger(model)).approval?.version ?? '';
    const { page, goto } = await seen.seat('bob');
    await goto(`/models/${model}/approval`);
    await page.getByLabel('Why').fill('looks right');
    await seen.served.client.monitor(model).reject({ actor: 'ana', version });
    const alert = page.getByRole('alert').filter({ hasText: ofLoss });
    await alert.waitFor();
    await expect.poll(() => alert.textContent()).toContain(`Version ${version} was rejected by ana.`);
    expect(await page.getByLabel('What you wrote').inputValue()).toBe('looks right');
  });
});
