// The operator's page in a real browser, with answers of the server's own form that are made up here: it measures the page, and
// no server. npx tsx bench/page.ts
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { chromium, type Browser, type Page } from 'playwright-core';
import { against, medianOf, row, type Row } from './row.ts';
import { fleetPage, played, sparklines, viewOf } from './page/answers.ts';

const origin = 'http://page.test';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'page-bench-'));
  await build({ configFile: 'page/vite.config.ts', logLevel: 'error', build: { outDir: folder } });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const rows = [
      against('page.script_gzip_kb', scriptBytes(folder) / 1_000, 'KB', 120),
      against('page.first_paint_ms.1000', await firstPaint(browser, folder, 1_000), 'ms', 1_000),
      against('page.first_paint_ms.10000', await firstPaint(browser, folder, 10_000), 'ms', 2_000),
      row('page.rest_frames_per_s', await scroll(browser, folder, 0), 'frames/s'),
      against('page.scroll_frames_per_s.10000', await scroll(browser, folder, 90), 'frames/s', 50),
      ...(await drawing(browser, folder)),
    ];
    console.log(JSON.stringify(rows, null, 2));
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function scriptBytes(folder: string): number {
  const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, 'assets', name))).length, 0);
}

/** Until the first rows of the fleet are there, from the start of the navigation; the median of five. */
async function firstPaint(browser: Browser, folder: string, monitors: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const page = await open(browser, folder, monitors, 0);
    await page.addInitScript(untilRows);
    await page.goto(`${origin}/`);
    await page.waitForFunction('window.rowsAt !== undefined');
    times.push(await page.evaluate<number>('window.rowsAt'));
    await page.close();
  }
  return medianOf(times);
}

/** Notes when the rows have been painted. */
const untilRows = `
const look = () => {
  if (document.querySelector('.rows .row')) setTimeout(() => { window.rowsAt = performance.now(); });
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
`;

/** Frames while so many pixels are scrolled in each; of a page at rest the same says what the machine has to give. */
async function scroll(browser: Browser, folder: string, pixels: number): Promise<number> {
  const page = await open(browser, folder, 10_000, 0);
  await page.goto(`${origin}/`);
  await page.getByText('10,000 monitors, ').waitFor();
  const frames = (await page.evaluate(`new Promise((done) => {
    const began = performance.now();
    let frames = 0;
    const next = () => {
      scrollBy(0, ${pixels});
      frames += 1;
      if (performance.now() - began < 3000) requestAnimationFrame(next);
      else done(frames / ((performance.now() - began) / 1000));
    };
    requestAnimationFrame(next);
  })`)) as number;
  await page.close();
  return frames;
}

/** What a redraw of everything takes, with the frames that it waits for. */
async function drawing(browser: Browser, folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [points, most] of [
    [100_000, 100],
    [50_000, 1_000],
  ] as const) {
    const page = await open(browser, folder, 1, points);
    await page.addInitScript(noteStrokes);
    await page.goto(`${origin}/models/bench:one`);
    await page.locator('.chart canvas').first().waitFor();
    const times: number[] = [];
    for (let i = 0; i < 7; i++) {
      await page.getByRole('button', { name: 'Day', exact: true }).click();
      await page.waitForTimeout(300);
      times.push(await page.evaluate<number>(redraw));
      await page.waitForTimeout(300);
    }
    rows.push(against(`page.draw_ms.${points}`, medianOf(times), 'ms', most));
    await page.close();
  }
  return rows;
}

/** From the click to the last line on the canvas. */
const redraw = `new Promise((done) => {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent === 'All');
  const began = performance.now();
  button.click();
  setTimeout(() => done(window.strokedAt - began), 500);
})`;

const noteStrokes = `
const { stroke } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.stroke = function (...given) {
  stroke.apply(this, given);
  window.strokedAt = performance.now();
};
`;

async function open(browser: Browser, folder: string, monitors: number, points: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await page.route(`${origin}/**`, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    const json = (body: unknown): Promise<void> => route.fulfill({ json: body });
    if (pathname === '/v1/session') return json({ actor: 'ana', role: 'approver', by: 'token' });
    if (pathname === '/v1/models') return json(fleetPage(monitors, searchParams));
    if (pathname === '/v1/sparklines') return json(sparklines(searchParams));
    if (pathname === '/v1/kill-switches') return json({ killSwitches: [] });
    if (pathname.endsWith('/played')) return json(played(points));
    if (pathname === '/v1/models/bench:one') return json(viewOf());
    if (pathname.startsWith('/v1/')) return route.abort();
    const name = extname(pathname) === '' ? '/index.html' : pathname;
    return route.fulfill({ body: await readFile(join(folder, name)), contentType: types[extname(name)] ?? '' });
  });
  return page;
}

await main();
