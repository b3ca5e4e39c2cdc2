import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSeenPage, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('the policy editor, in a browser', () => {
  let seen: SeenPage;
  beforeAll(async () => {
    seen = await openSeenPage();
  });
  afterAll(() => seen?.stop());

  const started = async (name: string): Promise<string> => {
    const model = newModel(name);
    const monitor = seen.served.client.monitor(model);
    await monitor.ensure(scriptedMonitor(model));
    for (const accuracy of [0.9, 0.91, 0.92]) monitor.record({ accuracy });
    await monitor.flush();
    return model;
  };

  it('shows the monitor file, says what a change would mean, and makes it', async () => {
    const model = await started('changed');
    const { page, goto, complaints, barriers } = await seen.seat('ana');
    await goto(`/models/${model}/policy`);
    const field = page.getByLabel('Monitor file');
    await expect.poll(() => field.inputValue()).toContain('below: 0.7');
    expect(await barriers()).toEqual([]);
    await field.fill((await field.inputValue()).replaceAll('below: 0.7', 'below: 0.65'));
    await page
      .getByText(/below: 0.7 → 0.65|below.*0\.65/)
      .first()
      .waitFor();
    await page.getByText('Learn again, from nothing: accuracy:limit.').waitFor();
    await page.getByText('Playing its past again').or(page.getByText('of its own past')).first().waitFor();
    await page.getByText('of its own past').waitFor();
    expect(await barriers()).toEqual([]);
    await page.getByLabel('Why').fill('less nervous');
    await page.getByRole('button', { name: 'Change the policy' }).click();
    await page.getByText(`The policy of ${model} is changed`).waitFor();
    expect((await seen.served.client.monitor(model).config()).revision).toBe(2);
    await page.getByText('Monitor file, revision 2').waitFor();
    expect(complaints).toEqual([]);
  });

  it('offers what the schema lets stand at the cursor', async () => {
    const model = await started('completed');
    const { page, goto, barriers } = await seen.seat('ana');
    await goto(`/models/${model}/policy`);
    const field = page.getByLabel('Monitor file');
    await expect.poll(() => field.inputValue()).toContain('cooldown');
    await field.fill(`model: ${model}\n`);
    await field.press('End');
    await field.pressSequentially('cool');
    const option = page.getByRole('option', { name: /cooldown/ });
    await option.waitFor();
    expect(await option.textContent()).toContain('Shortest time between the starts of two retrains');
    expect(await barriers()).toEqual([]);
    await field.press('Enter');
    expect(await field.inputValue()).toBe(`model: ${model}\ncooldown: `);
    await field.pressSequentially('2d\nretrain:\n  promotion: ');
    await page.getByRole('option', { name: /^challenger / }).click();
    await expect.poll(() => field.inputValue()).toContain('promotion: challenger');
  });

  it('says where a fault is, in the words of the command line, and cannot be saved then', async () => {
    const model = await started('faulty');
    const { page, goto } = await seen.seat('ana');
    await goto(`/models/${model}/policy`);
    const field = page.getByLabel('Monitor file');
    await expect.poll(() => field.inputValue()).toContain('cooldown');
    await field.fill(`model: ${model}\ncooldwn: 2d\n`);
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('cooldwn');
    expect(await page.getByRole('button', { name: 'Change the policy' }).isDisabled()).toBe(true);
    await field.fill('model: [');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('This is no YAML yet');
  });

  it('refuses a change of what somebody else has changed meanwhile', async () => {
    const model = await started('twice');
    const { page, goto } = await seen.seat('ana');
    await goto(`/models/${model}/policy`);
    const field = page.getByLabel('Monitor file');
    await expect.poll(() => field.inputValue()).toContain('below: 0.7');
    await seen.served.client
      .monitor(model)
      .updatePolicy(scriptedMonitor(model, {}, { ledgerSize: 50 }), { actor: 'bob' });
    await field.fill((await field.inputValue()).replaceAll('below: 0.7', 'below: 0.65'));
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('has been changed meanwhile');
  });
});
