import { describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { formatList } from '../../../src/cli/commands/monitor/list.ts';
import { hourMs, noon } from '../../support/policies.ts';
import { listed } from '../listed.ts';
import type { MonitorSummary } from '../../../src/client/list-monitors.ts';

const plain = { style: createStyle(false), width: 80 };

describe('formatList', () => {
  it('shows a monitor a line, with the state visibility knows', () => {
    const row: MonitorSummary = { ...listed, startedAt: new Date(noon - hourMs), tenant: null };
    expect(formatList([row, { ...row, model: 'shop:old', status: 'COMPLETED', champion: null }], plain, noon))
      .toMatchInlineSnapshot(`
        "MODEL        STATE      CHAMPION  LAST REASON    STARTED
        shop:ranker  in drift   1.2.0     concept drift  1h ago
        shop:old     completed  -         concept drift  1h ago"
      `);
    expect(formatList([], plain, noon)).toContain('temporal-retrain monitor start');
    const { state: _, ...unseen } = row;
    expect(formatList([{ ...unseen, state: null, begun: false }], plain, noon)).toContain('shop:ranker  not begun');
    // Without search attributes nobody knows.
    expect(formatList([{ ...unseen, state: null }], plain, noon)).toContain('shop:ranker  running');
  });

  it('says of a monitor whose newest retrain has failed that it has, whatever its state is', () => {
    const [model, workflowId, startedAt] = ['shop:ranker', 'monitor/shop:ranker', new Date(noon - hourMs)];
    const ids = { model, workflowId, runId: 'r', status: 'RUNNING', taskQueue: 'q', startedAt, tenant: null };
    const row = { ...ids, state: 'warming-up', severity: 'none', champion: null, lastReason: 'manual' };
    expect(formatList([{ ...row, retrainFailed: true }], plain, noon)).toContain('warming up, retrain failed  -');
    expect(formatList([row], plain, noon)).not.toContain('failed');
  });

  it.each([
    ['killed', 'kill switch on, circuit breaker open  -'],
    ['paused', 'paused, circuit breaker open  -'],
    ['broken', 'circuit breaker open  -'],
  ])('says of a monitor that is %s that its circuit breaker is open, once', (state, told) => {
    const [model, workflowId, startedAt] = ['shop:ranker', 'monitor/shop:ranker', new Date(noon - hourMs)];
    const ids = { model, workflowId, runId: 'r', status: 'RUNNING', taskQueue: 'q', startedAt, tenant: null };
    const row = { ...ids, state, severity: 'none', champion: null, lastReason: null, breakerOpen: true as const };
    expect(formatList([row], { ...plain, width: 100 }, noon)).toContain(`shop:ranker  ${told}`);
  });

  it.each([
    ['cut', 'shop:r', /^shop:r  kill switch on, circuit breaker open  1\.2\.0     performance…/m],
    [
      'set below',
      'shop:ranker',
      /^shop:ranker  kill switch on, circuit breaker open  1\.2\.0 .*\n  last reason: perf/m,
    ],
  ])('the reason is what is %s first where a line has no room', (_, model, told) => {
    const ids = { model, workflowId: 'w', runId: 'r', status: 'RUNNING', taskQueue: 'q', tenant: null };
    const row = { ...ids, state: 'killed', severity: 'none', champion: '1.2.0', lastReason: 'performanceDrop' };
    const text = formatList([{ ...row, startedAt: new Date(noon - hourMs), breakerOpen: true }], plain, noon);
    expect(text).toMatch(told);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('does not call a list empty that a filter has emptied', () => {
    expect(formatList([], { ...plain, filter: 'in state drift' }, noon)).toBe(
      'No monitor in state drift; without these options all are listed.'
    );
  });
});
