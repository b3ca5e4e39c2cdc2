import { describe, expect, it } from 'vitest';
import { decisionText, stateText, wordsOf } from '../../../src/core/view/words.ts';
import { describeHold } from '../../../src/core/launch/hold-words.ts';
import { monitorStates } from '../../../src/core/view/states.ts';
import { noon } from '../../support/policies.ts';
import type { HoldReason } from '../../../src/core/state/decision.ts';

const holds = [
  'starting',
  'cooldown',
  'in-flight',
  'paused',
  'quiet-hours',
  'freeze',
  'budget',
  'probation',
  'shadow',
  'kill-switch',
  'circuit-breaker',
  'approval',
  'registry',
  'champion-lost',
] as const satisfies HoldReason[];

describe('words for people', () => {
  it.each(holds)('follow "held by" for %s', (by) => {
    expect(describeHold({ by, until: null })).toMatch(/^(?:the |trouble |quiet )/);
    expect(describeHold({ by, until: null })).not.toContain(`${by}-`);
  });

  it('say until when', () => {
    expect(describeHold({ by: 'cooldown', until: noon })).toBe('the cool-down until 2026-03-02 12:00:00Z');
    expect(describeHold({ by: 'quiet-hours', until: Number.MAX_VALUE })).toBe('quiet hours for good');
    const freeze = { by: 'freeze', until: noon, note: 'Black Friday' } as const;
    expect(describeHold(freeze)).toBe('the freeze “Black Friday” until 2026-03-02 12:00:00Z');
  });

  it.each([
    ['conceptDrift', 'concept drift'],
    ['performanceDrop', 'performance drop'],
    ['still-in-drift', 'still in drift'],
    ['manual', 'a person'],
    ['scheduled', 'schedule'],
    ['constructor', 'constructor'],
  ])('are made of the code %s', (code, words) => {
    expect(wordsOf(code)).toBe(words);
  });

  it.each([
    ['promoted', 'full', 'retrain ended: promoted'],
    ['awaiting-approval', 'soft', 'retrain ended: waits for approval'],
    ['promoted', 'none', 'promoted'],
    ['rolled-back', 'none', 'rolled back'],
    ['adopted', 'none', 'adopted'],
    ['timed-out', 'none', 'rejected, as nobody decided in time'],
  ] as const)(
    'call the end of a retrain so, and not what becomes of a version: %s of severity %s',
    (code, severity, words) => {
      expect(decisionText({ decision: 'settled', reasonCodes: [code], severity })).toBe(words);
    }
  );

  it('name the retrain that an entry is about', () => {
    const about = { severity: 'soft', generation: 3 } as const;
    expect(decisionText({ ...about, decision: 'launched', reasonCodes: ['manual'] })).toBe('retrain 3 launched');
    expect(decisionText({ ...about, decision: 'settled', reasonCodes: ['failed'] })).toBe('retrain 3 ended: failed');
    expect(decisionText({ ...about, decision: 'none', reasonCodes: ['cancel'] })).toBe('cancel');
  });

  it('call a state what it is called everywhere, and never by its code', () => {
    expect(monitorStates.map(stateText)).toEqual([
      'stable',
      'warning',
      'in drift',
      'no data',
      'warming up',
      'retraining',
      'waits for approval',
      'in shadow',
      'on probation',
      'paused',
      'circuit breaker open',
      'kill switch on',
      'stopped',
    ]);
    expect(stateText('constructor')).toBe('constructor');
  });

  it('never call a decision "none"', () => {
    for (const code of ['paused', 'kill-switch-on', 'policy', 'promoted', ''])
      expect(decisionText({ decision: 'none', reasonCodes: [code], severity: 'none' })).not.toMatch(/none|-/);
  });
});
