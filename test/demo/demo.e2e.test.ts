import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isPortFree } from '../../src/server/free-port.ts';
import { meanOf, type Story } from '../../src/demo/story.ts';
import { monitorWorkflowId, retrainIdOf } from '../../src/terms/model-id.ts';
import { withClient } from '../support/temporal.ts';
import { startCli, type CliProcess } from '../cli/cli-process.ts';
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
  it('ends with a model that does better than the first one left alone, and says why each challenger was refused', async () => {
    const server = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };
    const { code, stdout } = await start(['--fast', '--json', '--report', join(folder, 'story.html')], server).ended;
    expect(code).toBe(0);
    const story = JSON.parse(stdout) as Story;
    const { points, retrains, model } = story;
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
    // Nothing of it is left on a server that was there before.
    await withClient(async ({ client }) => {
      const ids = [monitorWorkflowId(model), ...retrains.map(({ generation }) => retrainIdOf(model, generation))];
      for (const id of ids)
        expect((await client.workflow.getHandle(id).describe()).status.name, id).not.toBe('RUNNING');
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
