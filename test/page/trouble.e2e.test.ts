import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { MonitorClient } from '../../src/client/monitor-client.ts';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
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

  it('says of a monitor without a worker that nobody answers, and how to start one', async () => {
    const model = newModel('alone');
    const elsewhere = new MonitorClient({ client: seen.served.client.client, taskQueue: 'nobody-polls-this' });
    await elsewhere.monitor(model).ensure(scriptedMonitor(model));
    const { page, goto } = await seen.seat('viewer');
    await goto(`/models/${model}`);
    const alert = page.getByRole('alert').filter({ hasText: 'No worker answers' });
    await alert.first().waitFor();
    expect(await alert.first().textContent()).toContain('temporal-retrain worker --task-queue nobody-polls-this');
    await elsewhere.client.workflow.getHandle(monitorWorkflowId(model)).terminate();
    await elsewhere.close();
  });

  it('tells whoever looks at versions or approves that the worker has answered from another registry', async () => {
    const model = newModel('exchanged');
    await seen.served.client.monitor(model).ensure(scriptedMonitor(model));
    const { page, goto } = await seen.seat('viewer');
    const warning =
      'the worker that has answered reads registry `sqlite`, and it is not that of the monitor, whose champion is 9.9.9';
    for (const [asked, place] of [
      ['versions', '?tab=versions'],
      ['approval', '/approval'],
    ]) {
      await page.route(`**/v1/models/*/${asked}*`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), warning } });
      });
      await goto(`/models/${model}${place}`);
      await page.getByText("This is another registry than the monitor's").waitFor();
      expect(await page.getByText('whose champion is 9.9.9').count()).toBe(1);
    }
  });

  it('says in the window of a command why it was not carried out, and keeps what was written', async () => {
    const model = newModel('refused');
    await seen.served.client.monitor(model).ensure(scriptedMonitor(model));
    const { page, goto } = await seen.seat('olga');
    await goto(`/models/${model}`);
    await page.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('a migration');
    const pause = dialog.getByRole('button', { name: 'Pause' });
    const alert = dialog.getByRole('alert');
    await page.route('**/pause', (route) => route.abort());
    await pause.click();
    await expect.poll(() => alert.textContent()).toContain('The server of this page does not answer');
    await page.unroute('**/pause');
    await page.route('**/pause', (route) => route.fulfill({ status: 502, body: '<html>Bad Gateway</html>' }));
    await pause.click();
    await expect.poll(() => alert.textContent()).toContain('What stands before the server answered with status 502');
    await page.unroute('**/pause');
    // Somebody else was quicker.
    await seen.served.client.monitor(model).pause({ actor: 'bob' });
    await pause.click();
    await expect.poll(() => alert.textContent()).toContain('already paused');
    expect(await dialog.getByLabel('Why').inputValue()).toBe('a migration');
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
