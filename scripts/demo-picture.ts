// Plays the demo and takes the picture of its page into docs/demo.png: npm run build && npx tsx scripts/demo-picture.ts
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { recordOf, storyText } from './pictures/story-text.ts';
import type { Story } from '../src/demo/story.ts';

const picture = 'docs/demo.png';
const golden = 'test/demo/story.golden.txt';
const record = 'test/demo/picture.json';

await main();

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-picture-'));
  try {
    const report = join(folder, 'story.html');
    const command = ['dist/src/cli/bin.js', 'demo', '--fast', '--json', '--report', report];
    const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 16 * 1024 ** 2 });
    const story = storyText(JSON.parse(stdout) as Story);
    if (story !== (await readFile(golden, 'utf8')))
      throw new Error(
        `Expected the story of the demo to be that of ${golden}; if it is to change, run its test with -u first`
      );
    await takePicture(report);
    await writeFile(record, `${JSON.stringify(recordOf(story, await readFile(picture)), null, 2)}\n`);
    console.log(`${picture}, ${record}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takePicture(report: string): Promise<void> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1_200, height: 840 } });
    await page.goto(pathToFileURL(report).href);
    await page.locator('canvas').first().waitFor();
    // What is drawn last, fonts and canvases, is drawn within a frame or two.
    await page.waitForTimeout(500);
    await page.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}
