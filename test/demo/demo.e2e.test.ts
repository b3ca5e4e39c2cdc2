import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isPortFree } from '../../src/server/free-port.ts';
import { meanOf, type Story } from '../../src/demo/story.ts';
import { startCli, type CliProcess } from '../cli/cli-process.ts';

let folder = '';
let demo: CliProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-demo-test-'));
});

afterAll(async () => {
  demo?.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function start(...flags: string[]): CliProcess {
  demo = startCli(['demo', ...flags], { TEMPORAL_CLI: inject('temporalBinary'), TEMPORAL_ADDRESS: '' }, folder);
  return demo;
}

describe('the demo', () => {
  it('ends with a model that does better than the first one left alone, and says why each challenger was refused', async () => {
    const { code, stdout } = await start('--json', '--report', join(folder, 'story.html')).ended;
    expect(code).toBe(0);
    const { points, retrains } = JSON.parse(stdout) as Story;
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
  }, 300_000);

  it('stops cleanly at Ctrl-C in the middle, and its server with it', async () => {
    const process = start();
    await process.printed(/4\. Time passes[\s\S]*EWMA/);
    const port = Number(/1\. Temporal server {2}127\.0\.0\.1:(\d+)/.exec(process.output.stdout)?.[1]);
    process.child.kill('SIGINT');
    const { code, stdout } = await process.ended;
    expect(code).toBe(130);
    expect(stdout.trimEnd().endsWith('Stopped.')).toBe(true);
    expect(await isPortFree(port)).toBe(true);
  }, 180_000);
});
