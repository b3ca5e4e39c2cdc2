// Takes the pictures of the operator's page into docs/images: npm run build && npx tsx scripts/pictures.ts
import { chromium, type Page } from 'playwright-core';
import { startPictureWorld } from './pictures/world.ts';

const pictures: readonly {
  name: string;
  path: string;
  height: number;
  scheme?: 'dark';
  before?: (page: Page) => Promise<unknown>;
}[] = [
  { name: 'page-fleet', path: '/', height: 420, before: (page) => page.locator('.sparkline').nth(3).waitFor() },
  {
    name: 'page-monitor',
    path: '/models/weather:rain',
    height: 1_020,
    before: async (page) => {
      await page.locator('.chart canvas').first().waitFor();
      await page
        .locator('.chart .plot')
        .first()
        .hover({ position: { x: 760, y: 60 } });
    },
  },
  {
    name: 'page-approval',
    path: '/models/weather:rain/approval',
    height: 900,
    scheme: 'dark',
    before: (page) => page.getByText('If you approve').waitFor(),
  },
];

await main();

async function main(): Promise<void> {
  const world = await startPictureWorld((line) => console.log(line));
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const { name, path, height, scheme = 'light', before } of pictures) {
      const page = await browser.newPage({ viewport: { width: 1_200, height }, colorScheme: scheme });
      await page.goto(`${world.url}${path}`);
      await before?.(page);
      // What is drawn last, fonts and canvases, is drawn within a frame or two.
      await page.waitForTimeout(500);
      await page.screenshot({ path: `docs/images/${name}.png` });
      console.log(`docs/images/${name}.png`);
      await page.close();
    }
  } finally {
    await browser.close();
    await world.stop();
  }
}
