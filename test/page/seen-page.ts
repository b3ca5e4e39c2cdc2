import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { barriersOf } from './barriers.ts';
import { sharedPage } from './built-page.ts';
import { chromiumPath } from './chromium.ts';
import { startServed, type Person, type Served } from '../serve/served.ts';

/** How long a window waits for what is to appear in it: a busy machine takes its time. */
const busyMs = 120_000;

/** What somebody sees in a browser, and what the browser complained of. */
export interface Seat {
  page: Page;
  /** Errors of scripts, of the console and of the browser's policies. */
  complaints: string[];
  /** Asked for from anywhere but the server. */
  strangers: string[];
  /** Goes to an address of the page. */
  goto(path: string): Promise<void>;
  /** What is wrong for people who do not see it, or not well. */
  barriers(): Promise<string[]>;
}

export interface SeenPage {
  served: Served;
  browser: Browser;
  /**
   * A browser window of somebody who has signed in; of nobody where the page is to ask. It is open as long as its test
   * runs: one that is left goes on drawing what happens in the tests that follow.
   */
  seat(as: Person | undefined, options?: BrowserContextOptions): Promise<Seat>;
  stop(): Promise<void>;
}

/** The real server with the built page, and a browser before it. */
export async function openSeenPage(): Promise<SeenPage> {
  const served = await startServed({ page: await sharedPage() });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  const origin = `http://127.0.0.1:${served.server.port}`;
  return {
    served,
    browser,
    async seat(as, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options });
      onTestFinished(() => context.close());
      context.setDefaultTimeout(busyMs);
      const page = await context.newPage();
      const complaints: string[] = [];
      const strangers: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(`${origin}/`)) strangers.push(request.url());
      });
      if (as !== undefined)
        await context.addInitScript(`sessionStorage.setItem('temporal-retrain.token', '${served.tokens[as]}')`);
      return {
        page,
        complaints,
        strangers,
        goto: async (path) => void (await page.goto(`${origin}${path}`)),
        barriers: () => barriersOf(page),
      };
    },
    async stop() {
      await browser.close();
      await served.stop();
    },
  };
}
