import { describe, expect, it } from 'vitest';
import { holdSpans, quietSpans } from '../../src/demo/report/spans.ts';
import { reportPage } from '../../src/demo/report/report-page.ts';
import type { HoldReason } from '../../src/core/state/decision.ts';
import type { Story, StoryPoint } from '../../src/demo/story.ts';

const day = 86_400_000;
const point = (i: number, ewma: number, ...holds: HoldReason[]): StoryPoint => ({
  at: i * 90 * day,
  accuracy: ewma,
  ewma,
  unattended: 0.6,
  unattendedEwma: 0.6,
  version: '1.0.0',
  holds,
});
const story: Story = {
  model: 'demo:rain',
  limit: 0.72,
  alpha: 0.2,
  daysPerPoint: 90,
  points: [
    point(0, 0.8),
    point(1, 0.71),
    point(2, 0.7, 'cooldown'),
    point(3, 0.69, 'cooldown', 'probation'),
    point(4, 0.75, 'probation'),
    point(5, 0.71),
    point(6, 0.8, 'cooldown'),
  ],
  retrains: [],
  rollbacks: [],
  temporalUi: null,
};

describe('the bands of the page', () => {
  it('reach from the first point that was held to the last, for each hold by itself', () => {
    expect(holdSpans(story).map(({ by, from, to }) => [by, from / day / 90, to / day / 90])).toEqual([
      ['cooldown', 2, 3],
      ['cooldown', 6, 6],
      ['probation', 3, 4],
    ]);
  });

  it('tell why nothing happened while the average was under the limit, but not of a single point', () => {
    expect(quietSpans(story)).toEqual([
      {
        from: 90 * day,
        to: 270 * day,
        points: 3,
        lowest: 0.69,
        holds: ['the cool-down', 'the probation of the champion'],
      },
    ]);
  });

  it('do not call silent what began a retrain', () => {
    const retrain = { generation: 1, at: 90 * day } as Story['retrains'][number];
    expect(quietSpans({ ...story, retrains: [retrain] })[0]).toMatchObject({ from: 180 * day, points: 2 });
  });
});

describe('the page', () => {
  it('explains the bands and what stands still in words, and what one can do next', async () => {
    const html = await reportPage({ ...story, rollbacks: [{ at: 0, from: '1.1.0', to: '1.0.0' }] });
    expect(html).toContain('the cool-down: 365 days after a retrain began');
    expect(html).toContain('held by the cool-down and the probation of the champion');
    expect(html).toContain('a version taken back');
    expect(html).toContain('What you can do next');
    expect(html).not.toContain('circuit breaker');
  });
});
