import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('what goes wrong, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  it('says of a model that no monitor of it is running, and of an address that it leads nowhere', async () => {
    const { page, goto, barriers } = await seen.seat('viewer');
    await goto('/models/test:nobody');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('No such monitor is running');
    await goto('/models/nobody');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('nobody');
    await goto('/models/test:nobody/elsewhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    expect(await barriers()).toEqual([]);
  });

  it('shows hostile names and comments as the text that they are', async () => {
    const model = newModel('hostile');
    const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
    const monitor = seen.served.client.monitor(model);
    await monitor.ensure({ ...scriptedMonitor(model), tenant: '<b>bold</b>' });
    monitor.record({ accuracy: 0.9 }, { segment: hostile });
    await monitor.flush();
    await monitor.pause({ actor: hostile.slice(0, 60), comment: hostile });
    const { page, goto, complaints } = await seen.seat('ana');
    for (const path of [`/models/${model}`, `/models/${model}?tab=decisions`, `/?q=${model}`]) {
      await goto(path);
      await page
        .getByText('bold</b>')
        .first()
        .or(page.getByText(hostile.slice(0, 20)).first())
        .first()
        .waitFor();
    }
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says that the server is gone, and goes on by itself when it is back', async () => {
    const model = newModel('gone');
    await seen.served.client.monitor(model).ensure(scriptedMonitor(model));
    const { page, goto } = await seen.seat('viewer');
    await page.route('**/v1/**', (route) => route.abort());
    await goto(`/models/${model}`);
    await expect.poll(() => page.getByRole('alert').first().textContent()).toContain('does not answer');
    await page.unroute('**/v1/**');
    await page.locator('.model-head .badge').waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  it('lets no other page act: neither in a frame nor by a request from elsewhere', async () => {
    const { page } = await seen.seat(undefined);
    const target = `http://127.0.0.1:${seen.served.server.port}`;
    const answer = await fetch(`${target}/`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(rule);
    expect(policy).not.toContain('unsafe');
    await page.goto('about:blank');
    await page.setContent(`<iframe src="${target}/"></iframe>`);
    await expect.poll(() => page.frames().map((frame) => frame.url())).toContain('chrome-error://chromewebdata/');
  });
});
