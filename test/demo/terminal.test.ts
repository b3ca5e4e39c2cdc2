import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { DemoTerminal } from '../../src/demo/terminal.ts';
import type { Story, StoryPoint, StoryRetrain } from '../../src/demo/story.ts';

const at = Date.UTC(1998, 6, 1);
const point: StoryPoint = {
  at,
  accuracy: 0.7,
  ewma: 0.71,
  unattended: 0.6,
  unattendedEwma: 0.6,
  version: '10.11.12',
  holds: [],
};
const retrain: StoryRetrain = {
  generation: 12,
  at,
  kind: 'soft',
  reason: 'EWMA of accuracy 0.7150 below threshold 0.7200',
  status: 'promoted',
  version: '10.11.12',
  trials: 5,
  championAccuracy: 0.7,
  challengerAccuracy: 0.8,
  objections: [],
  seconds: 123.4,
};

it('the closing table fits 80 columns, however long versions and times are', async () => {
  const out = new PassThrough();
  const story: Story = {
    model: 'demo:rain',
    limit: 0.72,
    alpha: 0.2,
    daysPerPoint: 90,
    points: Array.from({ length: 190 }, (_, i) => ({ ...point, at: at + (i - 95) * 86_400_000 })),
    retrains: [retrain, { ...retrain, status: 'rejected', version: null }, { ...retrain, kind: 'full' }],
    rollbacks: [],
    temporalUi: null,
  };
  new DemoTerminal(out, {}).table(story);
  out.end();
  const lines = (await text(out)).split('\n');
  expect(lines.filter((line) => line.includes('0.700 → 0.800'))).toHaveLength(3);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});
