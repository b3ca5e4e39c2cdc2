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

it('says at the end why nothing happened where the average lay under the limit', async () => {
  const out = new PassThrough();
  const low = (month: number, holds: StoryPoint['holds'] = []): StoryPoint => ({
    ...point,
    at: Date.UTC(1998, month, 1),
    ewma: 0.7,
    holds,
  });
  const fine = { ...point, at: Date.UTC(1998, 6, 1), ewma: 0.75 };
  const points = [low(0, ['cooldown']), low(1, ['cooldown', 'probation']), fine, low(8), low(9)];
  const story = { model: 'demo:rain', limit: 0.72, alpha: 0.2, daysPerPoint: 90, retrains: [], rollbacks: [] };
  new DemoTerminal(out, {}).table({ ...story, points, temporalUi: null });
  out.end();
  expect(await text(out)).toContain(
    [
      '1998-01 to 1998-02  under the limit for 2 points, and no retrain:',
      '         held by the cool-down and the probation of the champion',
      '1998-09 to 1998-10  under the limit for 2 points, and no retrain:',
      '         its retrain had ended, and it asks again when a cool-down has ended',
    ].join('\n')
  );
});
