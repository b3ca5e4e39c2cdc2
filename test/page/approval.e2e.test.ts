import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel } from '../support/scripted.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('approving, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  const waiting = async (name: string): Promise<{ model: string; version: string }> => {
    const model = newModel(name);
    const { approval } = await seen.served.withChallenger(model);
    return { model, version: approval?.version ?? '' };
  };

  it('shows both sides and the gate, and approves in the name of who has signed in', async () => {
    const { model, version } = await waiting('approved');
    const { page, goto, complaints, barriers } = await seen.seat('ana');
    await goto(`/models/${model}`);
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.getByRole('heading', { name: 'On the same held-out data' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'accuracy' }).first().textContent()).toContain('0.9');
    await page.getByRole('heading', { name: 'Where it comes from' }).waitFor();
    // It is the first: nothing is said of a champion that there is not.
    const told = await page.locator('main').textContent();
    expect(told).toContain('rows that it was not trained on');
    expect(told).not.toMatch(/neither|The same as the champion/);
    expect(await barriers()).toEqual([]);
    await page.setViewportSize({ width: 400, height: 800 });
    const better = (await page.getByRole('group', { name: 'Metrics of both' }).locator('td').last().boundingBox())!;
    expect(better.x + better.width).toBeLessThan(400);
    expect(await barriers()).toEqual([]);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.getByLabel('Why').fill('looks right');
    await page.getByRole('button', { name: `Approve ${version}` }).click();
    await page.getByText(`${version} is approved`).waitFor();
    await expect.poll(async () => (await seen.served.client.monitor(model).state()).champion).toBe(version);
    const { reigns } = (await seen.served.ask<{ reigns: object[] }>(`/v1/models/${model}/history`)).body;
    expect(reigns[0]).toMatchObject({ version, actor: 'ana', reason: 'looks right' });
    await page.getByText('Nothing waits for approval').waitFor();
    expect(await page.getByRole('region', { name: 'Your decision was not taken' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('rejects, and the champion goes on serving', async () => {
    const { model, version } = await waiting('rejected');
    const { page, goto } = await seen.seat('bob');
    await goto(`/models/${model}/approval`);
    await page.getByLabel('Why').fill('not on a Friday');
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText(`${version} is rejected`).waitFor();
    const { judged } = await seen.served.client.monitor(model).explain();
    expect(judged).toMatchObject({ version, outcome: 'rejected', actor: 'bob', comment: 'not on a Friday' });
  });

  it('tells the second of two who approve at once that the first has', async () => {
    const { model, version } = await waiting('both');
    const [first, second] = [await seen.seat('ana'), await seen.seat('bob')];
    for (const { goto, page } of [first, second]) {
      await goto(`/models/${model}/approval`);
      await page.getByRole('button', { name: `Approve ${version}` }).waitFor();
      // The second does not hear of it before he presses.
      await page.route('**/events', (route) => route.abort());
    }
    const press = (page: (typeof first)['page']): Promise<void> =>
      page.getByRole('button', { name: `Approve ${version}` }).click();
    await press(first.page);
    await first.page.getByText(`${version} is approved`).waitFor();
    await second.page
      .getByRole('button', { name: `Approve ${version}` })
      .waitFor({ timeout: 100 })
      .catch(() => undefined);
    const isThere = (await second.page.getByRole('button', { name: `Approve ${version}` }).count()) > 0;
    if (isThere) await press(second.page);
    await expect
      .poll(() => second.page.locator('main').textContent())
      .toMatch(/approved by ana|ana approved|Nothing waits/);
  });

  it('refuses what a stale tab decides on, in words', async () => {
    const { model, version } = await waiting('stale');
    const { page, goto } = await seen.seat('ana');
    await goto(`/models/${model}/approval`);
    await page.getByRole('button', { name: `Approve ${version}` }).waitFor();
    // As a tab that has slept: what it sends speaks of a version that waits no more.
    await page.route('**/approve', (route) => route.continue({ postData: JSON.stringify({ version: '9.9.9' }) }));
    await page.getByRole('button', { name: `Approve ${version}` }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'The monitor refused' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain(
      `9.9.9 does not wait for approval, and is none that this monitor knows: ${version} does`
    );
  });

  it('lets who may not decide look, and says whose decision it is', async () => {
    const { model, version } = await waiting('looked-at');
    const { page, goto } = await seen.seat('viewer');
    await goto(`/models/${model}/approval`);
    await page.getByText('that takes an approver').waitFor();
    expect(await page.getByRole('button', { name: `Approve ${version}` }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true);
    // All as grey, and none in the colour of what takes something away.
    const looks = (await page.evaluate(
      `Array.from(document.querySelectorAll('main button:disabled'), (one) => {
        const { color, borderColor } = getComputedStyle(one);
        return [color, borderColor].join();
      })`
    )) as string[];
    expect(looks.length).toBeGreaterThanOrEqual(2);
    expect(new Set(looks).size).toBe(1);
  });
});
