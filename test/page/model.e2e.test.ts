import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { newModel, scriptedMonitor } from '../support/scripted.ts';
import { openSeenPage, type Seat, type SeenPage } from './seen-page.ts';
import { withoutChromium } from './chromium.ts';

describe.skipIf(withoutChromium)('a monitor, in a browser', () => {
  let seen: SeenPage;
  const model = newModel('watched');
  const hourMs = 3_600_000;
  const start = Date.UTC(2026, 2, 1);

  beforeAll(async () => {
    seen = await openSeenPage();
    const monitor = seen.served.client.monitor(model);
    await monitor.ensure(scriptedMonitor(model));
    for (let i = 0; i < 200; i++)
      monitor.record({ accuracy: i < 160 ? 0.9 + (i % 7) / 100 : 0.5 }, { at: new Date(start + i * hourMs) });
    monitor.record({ accuracy: 0.95 }, { at: new Date(start - 100 * 24 * hourMs), segment: 'eu' });
    await monitor.flush();
    await eventually(
      () => monitor.state(),
      ({ lastRetrain }) => lastRetrain?.outcome === 'promoted'
    );
  });
  afterAll(() => seen?.stop());

  const opened = async (path = '', options = {}): Promise<Seat> => {
    const seat = await seen.seat('olga', options);
    await seat.goto(`/models/${model}${path}`);
    await seat.page.getByRole('heading', { level: 1, name: model }).waitFor();
    return seat;
  };
  const chart = ({ page }: Seat): ReturnType<Seat['page']['locator']> => page.locator('.chart .plot').first();

  it('draws what it saw, with its limit, and tells in words what is drawn', async () => {
    const seat = await opened();
    await chart(seat).waitFor();
    const label = (await chart(seat).getAttribute('aria-label')) ?? '';
    expect(label).toMatch(/^accuracy, 200 observations from .* to .*: last 0\.5, average .*fires below 0\.7/);
    for (const lane of ['Serves', 'In drift', 'Retrains', 'Events'])
      await seat.page.locator('.lane-name', { hasText: lane }).waitFor();
    expect(seat.complaints).toEqual([]);
    expect(seat.strangers).toEqual([]);
  });

  it('tells under the mouse what the monitor saw then, and what it decided', async () => {
    const seat = await opened();
    await chart(seat).hover({ position: { x: 400, y: 80 } });
    const hover = seat.page.locator('.hover');
    await hover.waitFor();
    // On the scale of its own values: one old row of a segment does not stretch it.
    expect(await hover.textContent()).toMatch(/^[2-4] Mar 2026.*value0\.9/);
    await seat.page.mouse.move(10, 10);
    await expect.poll(() => hover.count()).toBe(0);
  });

  it.each([375, 1_280])('tells it within the chart, wherever the mouse is, %i wide', async (width) => {
    const seat = await opened('', { viewport: { width, height: 900 } });
    const { page } = seat;
    await chart(seat).scrollIntoViewIfNeeded();
    const box = (await chart(seat).boundingBox())!;
    for (let part = 0.2; part < 0.95; part += 0.05) {
      await page.mouse.move(box.x + part * box.width, box.y + 80);
      const { x, width: wide } = (await page.locator('.hover').boundingBox())!;
      expect(x, `at ${part}`).toBeGreaterThanOrEqual(box.x);
      expect(x + wide, `at ${part}`).toBeLessThanOrEqual(box.x + box.width + 1);
    }
  });

  it('draws a limit that was changed as a step, and names the line above the lanes', async () => {
    const seat = await opened();
    const { page } = seat;
    await page.addInitScript(`
      window.limits = [];
      const drawn = new WeakMap();
      for (const name of ['moveTo', 'lineTo']) {
        const draw = Path2D.prototype[name];
        Path2D.prototype[name] = function (x, y) {
          drawn.set(this, [...(drawn.get(this) ?? []), [x, y]]);
          draw.call(this, x, y);
        };
      }
      const stroke = CanvasRenderingContext2D.prototype.stroke;
      CanvasRenderingContext2D.prototype.stroke = function (...path) {
        if (path.length > 0 && this.getLineDash().join() === '7,4') window.limits.push(drawn.get(path[0]) ?? []);
        stroke.apply(this, path);
      };`);
    await page.route(
      (url) => url.pathname.endsWith('/played'),
      async (route) => {
        const response = await route.fetch();
        const played = (await response.json()) as { series: { detectors: { limit: (number | null)[] }[] }[] };
        for (const { limit } of played.series.flatMap(({ detectors }) => detectors))
          for (const [i, one] of limit.entries()) if (one !== null) limit[i] = i < 100 ? one : one - 0.1;
        await route.fulfill({ response, json: played });
      }
    );
    await seat.goto(`/models/${model}`);
    await chart(seat).waitFor();
    const heights = (): Promise<number> =>
      page.evaluate('new Set((window.limits.at(-1) ?? []).map(([, y]) => y)).size');
    await expect.poll(heights).toBe(2);
    const points = (await page.evaluate('window.limits.at(-1)')) as [number, number][];
    const slopes = points.slice(1).filter(([x, y], i) => x !== points[i]![0] && y !== points[i]![1]);
    expect(slopes).toEqual([]);
    await page.getByText('accuracy, average of all of the time').waitFor();
    expect(seat.complaints).toEqual([]);
  });

  it.each([375, 1_280])('cuts no tab and no table, and leaves names as they are written, %i wide', async (width) => {
    const seat = await opened('?tab=versions', { viewport: { width, height: 900 } });
    const { page } = seat;
    const outside = (what: string): Promise<string[]> =>
      page.evaluate(
        `Array.from(document.querySelectorAll('${what}')).filter((one) => one.getBoundingClientRect().right > ${width} ||
          one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`
      );
    await page.getByRole('table').first().waitFor();
    expect(await outside('.tabs, .tabs a, .scroll')).toEqual([]);
    await seat.goto(`/models/${model}/retrains/1`);
    await page.getByRole('group', { name: 'Evidence' }).first().waitFor();
    expect(await outside('[aria-labelledby=record] .scroll')).toEqual([]);
    await page
      .getByText(/^accuracy 0\.5000 below threshold/)
      .first()
      .waitFor();
  });

  it('looks closer where one draws, by brush and by button, and keeps it in the address', async () => {
    const seat = await opened();
    const { page } = seat;
    await chart(seat).scrollIntoViewIfNeeded();
    const box = (await chart(seat).boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 600, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/from=2026-03-\d\d.*to=2026-03/);
    await expect.poll(() => chart(seat).getAttribute('aria-label')).not.toContain('200 observations');
    await page.reload();
    await expect.poll(() => chart(seat).getAttribute('aria-label')).toMatch(/^accuracy, \d\d observations/);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => chart(seat).getAttribute('aria-label')).toContain('200 observations');
    await page.getByRole('button', { name: 'Day', exact: true }).click();
    await expect.poll(() => chart(seat).getAttribute('aria-label')).toMatch(/^accuracy, 2[3-5] observations/);
  });

  it('draws what it did in the time of the values, though they came months later, and says so', async () => {
    const seat = await opened();
    const { page } = seat;
    const placeOf = async (what: string): Promise<number> =>
      Number.parseFloat((await page.locator(`.event[title^="${what}"]`).first().getAttribute('style'))!.slice(6));
    await page.locator('.event[title^="Promoted"][title*="by the monitor’s clock"]').waitFor();
    await page.getByText('Drawn in the time of the values').waitFor();
    const whole = await placeOf('Promoted');
    expect(await placeOf('Alarm')).toBeLessThan(whole);
    const iso = (hour: number): string => new Date(start + hour * hourMs).toISOString().replace('.000Z', 'Z');
    await seat.goto(`/models/${model}?from=${iso(150)}&to=${iso(170)}`);
    await chart(seat).waitFor();
    await expect.poll(() => placeOf('Alarm')).toBeCloseTo(50, 1);
    const drift = page.locator('.span-drift').first();
    expect(await drift.getAttribute('style')).toMatch(/left: 50%; width: 50%/);
    expect(await page.locator('.event[title^="Promoted"]').count()).toBe(0);
    expect(seat.complaints).toEqual([]);
  });

  it('shows in its lanes what happened after the newest value', async () => {
    const live = newModel('lanes');
    const monitor = seen.served.client.monitor(live);
    await monitor.ensure(scriptedMonitor(live));
    monitor.record({ accuracy: 0.9 });
    monitor.record({ accuracy: 0.9 });
    await monitor.flush();
    await monitor.pause({ actor: 'ana', comment: 'after the last value' });
    const { page, goto } = await seen.seat('olga');
    await goto(`/models/${live}`);
    await page.locator('.event[title^="Command"][title*="after the last value"]').waitFor();
    await page.locator('.span-pause').waitFor();
    expect(await page.locator('.span-pause').count()).toBe(1);
  });

  it('shows a segment by itself', async () => {
    const seat = await opened();
    await seat.page.getByLabel('Segment').selectOption('eu');
    await seat.page.getByRole('heading', { name: 'accuracy of eu' }).waitFor();
    expect(await seat.page.getByRole('heading', { name: 'accuracy', exact: true }).count()).toBe(0);
  });

  it('opens on a segment that has values where none has come for the model as a whole', async () => {
    const split = newModel('split');
    const monitor = seen.served.client.monitor(split);
    await monitor.ensure(scriptedMonitor(split));
    for (const segment of ['us', 'eu']) monitor.record({ accuracy: 0.9 }, { segment });
    await monitor.flush();
    const { page, goto } = await seen.seat('olga');
    await goto(`/models/${split}`);
    await page.getByRole('heading', { name: /^accuracy of (eu|us)$/ }).waitFor();
    expect(await page.getByLabel('Segment').locator('option').allTextContents()).toEqual(['eu', 'us']);
    expect(await page.getByText('Nothing of it in this time').count()).toBe(0);
  });

  it('takes the word of a person on an alarm and on a retrain', async () => {
    const seat = await opened();
    await seat.page.getByRole('button', { name: 'The alarm of accuracy: mark it false' }).first().click();
    await seat.page.getByText('The alarm of accuracy is marked false').waitFor();
    await seat.goto(`/models/${model}/retrains/1`);
    await seat.page.getByRole('button', { name: 'Retrain 1: mark it true' }).click();
    await seat.page.getByText('Retrain 1 is marked true').waitFor();
    const { marks = [] } = await seen.served.client.monitor(model).explain();
    expect(marks).toMatchObject([
      { isTrue: false, actor: 'olga' },
      { target: 'retrain/1', isTrue: true, actor: 'olga' },
    ]);
    for (const said of ['Marked false', 'Marked true']) {
      await seat.goto(`/models/${model}?tab=decisions`);
      await seat.page.getByRole('heading', { name: new RegExp(`^${said}`) }).waitFor();
      await seat.goto(`/models/${model}?tab=audit`);
      await seat.page.locator('.badge', { hasText: said }).waitFor();
    }
    expect(seat.complaints).toEqual([]);
  });

  it('says at the head of a chart what the monitor says of itself now, as after a promotion without a value', async () => {
    const seat = await opened();
    await seat.page.route(
      (url) => url.pathname.endsWith(`/v1/models/${model}`),
      async (route) => {
        const response = await route.fetch();
        const view = (await response.json()) as { series: object[] };
        const series = view.series.map((one) => ({ ...one, level: 'warming-up', last: 0.123 }));
        await route.fulfill({ response, json: { ...view, series } });
      }
    );
    await seat.goto(`/models/${model}`);
    const head = seat.page.locator('.chart-head').first();
    await expect.poll(() => head.textContent()).toMatch(/Warming up.*0\.123 last/);
    // What the page asks for on its way out has nobody to answer.
    await seat.page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('is drawn anew while values come', async () => {
    const seat = await opened();
    await chart(seat).waitFor();
    const monitor = seen.served.client.monitor(model);
    monitor.record({ accuracy: 0.777 }, { at: new Date(start + 201 * hourMs) });
    await monitor.flush();
    await expect.poll(() => chart(seat).getAttribute('aria-label')).toContain('last 0.777');
  });

  it.each(['light', 'dark'] as const)('has no barriers in any of its parts, %s', async (colorScheme) => {
    const seat = await opened('', { colorScheme });
    const { page } = seat;
    await chart(seat).waitFor();
    expect(await seat.barriers()).toEqual([]);
    for (const [tab, sign] of [
      ['decisions', 'Why, and why not'],
      ['versions', 'Who was champion when'],
      ['audit', 'Who did what'],
    ] as const) {
      await seat.goto(`/models/${model}?tab=${tab}`);
      await page
        .getByRole('heading', { name: sign })
        .or(page.getByText('Nobody has commanded it yet'))
        .first()
        .waitFor();
      expect(await seat.barriers(), tab).toEqual([]);
    }
    await seat.goto(`/models/${model}/retrains/1`);
    await page.getByRole('heading', { name: 'It ended: promoted' }).waitFor();
    expect(await seat.barriers()).toEqual([]);
    await page.setViewportSize({ width: 400, height: 800 });
    await seat.goto(`/models/${model}`);
    await chart(seat).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    expect((await page.locator('.brand').boundingBox())!.height).toBeLessThan(32);
    const verdict = (await page.getByRole('button', { name: 'mark it false' }).first().boundingBox())!;
    expect(verdict.x + verdict.width).toBeLessThan(400);
    expect(await seat.barriers()).toEqual([]);
    expect(seat.complaints).toEqual([]);
  });
});
