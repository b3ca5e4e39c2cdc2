import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('signing in, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  it('takes a token once, for the place that was asked for, and keeps it in the tab alone', async () => {
    const model = newModel('signed');
    await seen.served.client.monitor(model).ensure(scriptedMonitor(model));
    const { page, goto, barriers } = await seen.seat(undefined);
    await goto(`/models/${model}`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await barriers()).toEqual([]);
    await page.getByLabel('Token').fill(seen.served.tokens.olga);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: model }).waitFor();
    await expect.poll(() => page.locator('.who').textContent()).toContain('olga');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: model }).waitFor();
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).not.toContain('olga');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(seen.served.tokens.olga);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('says of a token that it is not known, or may not look', async () => {
    const { page, goto } = await seen.seat(undefined);
    await goto('/');
    await page.getByLabel('Token').fill('tr_nobody-has-this-one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/token/i);
    await page.getByLabel('Token').fill(seen.served.tokens.sender);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.locator('main').textContent()).toContain('Expected the role viewer');
  });

  it('asks again when the token is taken away', async () => {
    const { page, goto } = await seen.seat('viewer');
    await goto('/');
    await page.getByRole('heading', { name: 'Monitors' }).waitFor();
    await page.route('**/v1/**', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'docs/serve.md#token-expired',
          title: 'The token has expired',
          status: 401,
          detail: 'The token has expired; sign in again',
        }),
      })
    );
    await page.reload();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('The token has expired; sign in again');
  });
});
