import { describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatAgo } from '../../../src/cli/print/time.ts';
import { parseTime } from '../../../src/rows/time.ts';
import { timeText } from '../../../src/terms/time-text.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatLogEntry, isOfBusyMachine } from '../../../src/worker/runtime-logger.ts';
import { formatReport, type SendReport } from '../../../src/cli/input/sample/send-report.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { TestMonitor } from '../../support/monitor.ts';
import {
  accuracyBelow,
  approvalOf,
  hourMs,
  holdsOf,
  metricOf,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const plain = { style: createStyle(false), width: 80 };

describe('times', () => {
  it('are read as UTC unless they say otherwise', () => {
    expect(parseTime('2026-03-02T12:00:00')).toBe(noon);
    expect(parseTime('2026-03-02 13:00+01:00')).toBe(noon);
    expect(parseTime(String(noon))).toBe(noon);
    expect(parseTime('2026-03-02')).toBe(Date.UTC(2026, 2, 2));
    for (const text of ['', 'now', '2026', '12:00', '2026-13-01', '99999999999999999'])
      expect([text, parseTime(text)]).toEqual([text, text === '2026' ? 2026 : undefined]);
  });

  it('are shown to the second, and as a distance in one unit', () => {
    expect(timeText(noon)).toBe('2026-03-02 12:00:00Z');
    expect([
      formatAgo(noon, noon),
      formatAgo(noon - 90 * 60_000, noon),
      formatAgo(noon + 2 * 86_400_000, noon),
    ]).toEqual(['now', '1h ago', 'in 2d']);
  });
});

describe('formatView', () => {
  it('shows a monitor that has seen nothing', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    expect(formatView(viewOf(monitor.state, noon), { ...plain, now: noon })).toMatchInlineSnapshot(`
      "shop:ranker · warming up · champion 1.0.0 · policy revision 1
      No observation has arrived yet.

      No metric has arrived yet.

      received  0 observations (one a metric) in 0 batches"
    `);
  });

  it('shows drift in a segment, a retrain under way and what was odd, within 80 columns', () => {
    const monitor = new TestMonitor(
      stateOf(
        policyOf([accuracyBelow(0.9), metricOf('latencyMs', { direction: 'lower-is-better' })], {
          holds: holdsOf({ cooldownMs: hourMs }),
        })
      )
    );
    monitor.observe('accuracy', [0.95, 0.85], { segment: 'eu' });
    monitor.observe('latencyMs', [120.5]);
    monitor.observe('recall', [0.5]);
    const text = formatView(viewOf(monitor.state, monitor.now), { ...plain, now: monitor.now });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toMatchInlineSnapshot(`
      "shop:ranker · retraining · champion 1.0.0 · policy revision 1
      Retrain 1 (soft) is under way, launched now.

      METRIC     SEGMENT  LEVEL           LAST      EWMA  COUNT  MEASURED
      accuracy   eu       drift         0.8500    0.9300      2  in 1s
      latencyMs           warming up  120.50ms  120.50ms      1  now

      held by   the retrain under way
      wakes     in 2h: retrain 1 is overdue
      received  3 observations (one a metric) in 3 batches
      odd       1 value of an unknown metric
      refused   now: The policy does not name metric \`recall\`"
    `);
  });
});

describe('formatView of a stopped monitor', () => {
  it('tells neither holds nor schedules nor when it wakes, for it does not', () => {
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) }))
    );
    monitor.observe('accuracy', [0.85]);
    monitor.command({ name: 'stop' });
    const text = formatView(viewOf(monitor.state, monitor.now), { ...plain, now: monitor.now });
    expect(text).toContain('The monitor has been stopped.');
    expect(text).not.toMatch(/^(?:held by|schedule|wakes)/m);
  });
});

describe('formatView of many segments', () => {
  it('keeps the segments of a metric together, by name', () => {
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.1), metricOf('recall', { direction: 'higher-is-better' })]))
    );
    for (const segment of ['FR', 'DE', 'AT'])
      for (const metric of ['accuracy', 'recall']) monitor.observe(metric, [0.9], { segment });
    const lines = formatView(viewOf(monitor.state, monitor.now), { ...plain, now: monitor.now }).split('\n');
    expect(
      lines.filter((line) => /^(?:accuracy|recall)/.test(line)).map((line) => line.split(/ +/).slice(0, 2))
    ).toEqual([
      ['accuracy', 'AT'],
      ['accuracy', 'DE'],
      ['accuracy', 'FR'],
      ['recall', 'AT'],
      ['recall', 'DE'],
      ['recall', 'FR'],
    ]);
  });
});

describe('formatExplanation', () => {
  it('tells how far every detector is from firing, and why it was decided so', () => {
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) }))
    );
    monitor.observe('accuracy', [0.95, 0.85]);
    const text = formatExplanation(explain(monitor.state, noon), { ...plain, now: noon }, 10);
    expect(text).toMatchInlineSnapshot(`
      "shop:ranker · Retrain 1 (soft) is under way

      How far from firing, nearest first
        METRIC    DETECTOR  LEVEL     NOW  FIRES AT  TO GO
        accuracy  limit     drift  0.8500  < 0.9000  beyond

      Held by
        the retrain under way

      Decisions, newest first
        2026-03-02 12:00:00Z  retrain 1 launched, soft
          accuracy 0.8500 below threshold 0.9000

      The detectors were evaluated 1 time; 1 of these led to a decision"
    `);
  });

  it('tells what became of challengers: by whom, for want of whom, and who tried in vain', () => {
    const text = (outcome: 'rejected' | 'timed-out'): string => {
      const approval = approvalOf({
        version: '1.1.0',
        timeoutAt: outcome === 'timed-out' ? noon + hourMs : null,
        onTimeout: 'reject',
      });
      const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { approval }));
      monitor.apply({ type: 'command', command: { name: 'approve', actor: '', comment: '' } });
      if (outcome === 'rejected') monitor.command({ name: 'reject', comment: 'biased' });
      monitor.pass(hourMs);
      monitor.command({ name: 'approve' });
      return formatExplanation(explain(monitor.state, monitor.now), { style: plain.style, width: 200, now: noon }, 10);
    };
    expect(text('rejected')).toContain('version 1.1.0 was rejected by ada at 2026-03-02 12:00:00Z: biased');
    expect(text('rejected')).toContain('challenger 1.1.0 rejected by ada: biased');
    expect(text('rejected')).toContain('approve by ada refused: No challenger is waiting for approval');
    expect(text('timed-out')).toContain(
      'version 1.1.0 got the default decision at 2026-03-02 13:00:00Z, as nobody decided in time'
    );
    expect(text('timed-out')).toContain('approve by ada refused: No challenger is waiting for approval: the time to');
    for (const outcome of ['rejected', 'timed-out'] as const)
      expect(text(outcome)).toContain('approve by nobody refused: Expected `actor` to say who asks, got nothing');
  });

  it.each(['waits for approval', 'awaiting-approval'])('says in words how a retrain ended, noted as %s', (said) => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const settled = {
      at: noon,
      decision: 'settled' as const,
      reasonCodes: ['awaiting-approval'],
      reasons: [],
      heldBy: [],
      evidence: [],
      severity: 'soft' as const,
      policyRevision: 1,
      generation: 1,
      note: `${said}: version 1.0.0`,
    };
    const explanation = { ...explain(monitor.state, noon), decisions: [settled] };
    const text = formatExplanation(explanation, { ...plain, now: noon }, 10);
    expect(text).toContain('retrain 1 ended: waits for approval, soft\n    version 1.0.0\n');
    expect(text).not.toContain('awaiting-approval');
  });

  it('names who asked for a retrain beside the reason that was given', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'full', comment: 'rebuild' });
    expect(formatExplanation(explain(monitor.state, noon), { ...plain, now: noon }, 10)).toContain(
      'asked for by ada: rebuild'
    );
  });

  it('says how many decisions it has left out', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    for (let i = 0; i < 4; i++) monitor.command({ name: i % 2 === 0 ? 'pause' : 'resume' });
    const text = formatExplanation(explain(monitor.state, noon), { ...plain, now: noon }, 1);
    expect(text).toContain('and 3 older (--all shows them)');
  });
});

describe('formatReport', () => {
  const report: SendReport = {
    model: 'shop:ranker',
    accepted: 3,
    sent: 3,
    duplicates: 0,
    ignored: 0,
    odd: 0,
    rejected: 0,
    faults: [],
    notCounted: { fenced: 0, overCap: 0, unknownMetric: 0, excluded: 0, tooLate: 0, repeated: 0, indistinct: 0 },
    outOfOrder: 0,
    gone: null,
  };

  it('says in one line that all went well', () => {
    expect(formatReport(report)).toBe('3 observations accepted, 3 sent to shop:ranker.');
  });

  it('tells of batches that came twice where there were some', () => {
    expect(formatReport({ ...report, duplicates: 2 })).toMatch(/3 sent to shop:ranker, 2 duplicate batches\.$/);
  });

  it('names what was not counted, left out and refused', () => {
    const odd = {
      ...report,
      ignored: 2,
      rejected: 1,
      notCounted: { fenced: 1, overCap: 0, unknownMetric: 0, excluded: 0, tooLate: 0, repeated: 0, indistinct: 0 },
      outOfOrder: 2,
    };
    expect(formatReport(odd).split('\n').slice(1)).toEqual([
      'Left out: 2 values of metrics that it does not watch.',
      'Not counted by the monitor: 1 measured on a retired version.',
      'Older than earlier ones, and counted in order of arrival: 2.',
      '1 line refused.',
    ]);
  });
});

describe('what the SDK says of a slow machine', () => {
  it.each([
    ['Task not found when completing', true],
    ['Query not found when attempting to respond to it', true],
    ['Activity not found on completion. This may happen if the activity has already been cancelled', true],
    ['Activity not found when recording heartbeat', true],
    ['[TMPRL1104] a task of a workflow took 6 s', true],
    ['[TMPRL1100] Nondeterminism error: a timer', false],
    ['Failing workflow task', false],
    ['Network error while completing workflow activation', false],
  ])('is known: %s', (message, isKnown) => expect(isOfBusyMachine(message)).toBe(isKnown));
});

describe('formatLogEntry', () => {
  it('makes one line of a message, its fields and its error, without what every line would say', () => {
    const meta = {
      namespace: 'default',
      sdkComponent: 'worker',
      workflowId: 'monitor/a:b',
      error: new Error('two\nlines'),
      at: 3n,
    };
    expect(formatLogEntry('WARN', 'task\n  failed', { ...meta, at: 3 })).toBe(
      'warn task failed (workflowId=monitor/a:b, error=two lines, at=3)'
    );
  });

  it('is one line, whatever an outsider has written into it', () => {
    const forged = 'x\r\n2026-11-27 prod:model promoted: version 9.9.9\u001B[2K\u202E';
    const line = formatLogEntry('WARN', 'signal refused', { reason: forged, error: new Error(forged) });
    expect(line).not.toMatch(/\p{Cc}|\u202E/u);
    expect(line).toContain('\\x1b[2K');
  });
});
