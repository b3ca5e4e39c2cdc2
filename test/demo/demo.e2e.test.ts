import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { chromium } from 'playwright-core';
import { isPortFree } from '../../src/server/free-port.ts';
import { meanOf, type Story } from '../../src/demo/story.ts';
import { monitorWorkflowId, retrainIdOf } from '../../src/terms/model-id.ts';
import { withClient } from '../support/temporal.ts';
import { startCli, type CliProcess } from '../cli/cli-process.ts';
import { barriersOf } from '../page/barriers.ts';
import { chromiumPath, withoutChromium } from '../page/chromium.ts';
import { storyText } from '../../scripts/pictures/story-text.ts';

let folder = '';
let demo: CliProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-demo-test-'));
});

afterAll(async () => {
  demo?.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(flags: string[] = [], server: Record<string, string> = {}): CliProcess {
  const env = { TEMPORAL_CLI: inject('temporalBinary'), TEMPORAL_ADDRESS: '', ...server };
  demo = startCli(['demo', ...flags], env, folder);
  return demo;
}

describe('the demo', () => {
  let story: Story;

  beforeAll(async () => {
    const server = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
    const { code, stdout } = await start(['--fast', '--json', '--report', join(folder, 'story.html')], server).ended;
    expect(code).toBe(0);
    story = JSON.parse(stdout) as Story;
  });

  it('ends with a model that does better than the first one left alone, and says why each challenger was refused', async () => {
    const { points, retrains } = story;
    expect(points).toHaveLength(190);
    expect(retrains.map(({ status }) => status)).toContain('promoted');
    expect(
      retrains.filter(({ status }) => status === 'rejected').every(({ objections }) => objections.length > 0)
    ).toBe(true);
    // What serves is what was promoted, and nothing that was refused.
    const serving = new Set(points.map(({ version }) => version));
    const promoted = retrains.flatMap(({ status, version }) => (status === 'promoted' ? [version] : []));
    expect([...serving].every((version) => version === '1.0.0' || promoted.includes(version))).toBe(true);
    const late = points.slice(-32);
    expect(meanOf(late, 'accuracy')).toBeGreaterThan(meanOf(late, 'unattended') + 0.05);
    expect(await readFile(join(folder, 'story.html'), 'utf8')).toContain(retrains[0]?.reason);
    // The same story at every run and on every machine, as docs/demo.png shows it.
    await expect(storyText(story)).toMatchFileSnapshot('story.golden.txt');
  });

  it('leaves nothing on a server that was there before', async () => {
    const { retrains, model } = story;
    await withClient(async ({ client }) => {
      const ids = [monitorWorkflowId(model), ...retrains.map(({ generation }) => retrainIdOf(model, generation))];
      for (const id of ids)
        expect((await client.workflow.getHandle(id).describe()).status.name, id).not.toBe('RUNNING');
    });
  });

  describe.skipIf(withoutChromium)('as its page, in a browser', () => {
    it.each([
      ['at a desk', 1_280],
      ['on a phone', 375],
    ])('can be read %s without scrolling sideways, and by who does not see it', async (_, width) => {
      const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage({ viewport: { width, height: 800 } });
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => complaints.push(message.text()));
        await page.goto(pathToFileURL(join(folder, 'story.html')).href);
        const plot = page.locator('#plot canvas').first();
        await plot.waitFor();
        expect(await page.evaluate(`(${colours})(document.querySelector('#plot canvas'))`)).toBeGreaterThan(5);
        expect(await page.locator('table.cards tbody tr').count()).toBe(story.retrains.length);
        for (const { objections } of story.retrains)
          for (const objection of objections) expect(await page.getByText(objection).first().isVisible()).toBe(true);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await barriersOf(page)).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  });

  it('stops cleanly at Ctrl-C in the middle, and its server with it', async () => {
    const process = start();
    await process.printed(/4\. Time passes[\s\S]*EWMA/);
    const port = Number(/1\. Temporal server {2}127\.0\.0\.1:(\d+)/.exec(process.output.stdout)?.[1]);
    process.child.kill('SIGINT');
    const { code, stdout } = await process.ended;
    expect(code).toBe(130);
    expect(stdout.trimEnd().endsWith('Stopped.')).toBe(true);
    expect(await isPortFree(port)).toBe(true);
  });
});

// --- internal ---

/** How many colours something was drawn in, in the browser; an empty canvas has one. */
const colours = `(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}`;
