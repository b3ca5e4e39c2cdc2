import { describe, expect, it } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { distancesTable } from '../../../src/cli/print/distances.ts';
import type { Distance } from '../../../src/core/wire/answers.ts';

const style = createStyle(false);
const now = Date.UTC(2026, 2, 2, 12);
const distance = (changes: Partial<Distance>): Distance => ({
  metric: 'accuracy',
  segment: '',
  detector: 'limit',
  type: 'limit',
  level: 'stable',
  statistic: 0.95,
  limit: 0.9,
  toFiring: 0.05,
  fires: 'below',
  isValue: true,
  n: 10,
  text: '',
  ...changes,
});

describe('distancesTable', () => {
  it('puts what fires first, then what is nearest by share of its limit, then what cannot be told', () => {
    const lines = distancesTable(
      [
        distance({ detector: 'silent', level: 'no-data' }),
        distance({ detector: 'young', statistic: null, limit: null, toFiring: null, n: 0 }),
        distance({ detector: 'far', metric: 'latencyMs', statistic: 50, limit: 200, toFiring: 150, fires: 'above' }),
        distance({ detector: 'near' }),
        distance({ detector: 'fires', level: 'drift', statistic: 0.8, toFiring: -0.1 }),
      ],
      { style, width: 80, now }
    );
    expect(lines.slice(1).map((line) => line.trim().split(/ +/)[1])).toEqual([
      'fires',
      'near',
      'far',
      'young',
      'silent',
    ]);
    expect(lines.join('\n')).toMatch(/latencyMs +far +stable +50\.00ms +> 200\.00ms +150\.00ms/);
  });

  it('gives a statistic that is no value of the metric without its unit', () => {
    const vote = distance({
      metric: 'latencyMs',
      statistic: 0,
      limit: 1.5,
      toFiring: 1.5,
      fires: 'above',
      isValue: false,
    });
    const text = distancesTable([vote], { style, width: 80, now }).join('\n');
    expect(text).toContain('> 1.5000');
    expect(text).not.toContain('1.50ms');
  });

  it('says how many values in a row a patient detector has, and not that they are too few', () => {
    const waiting = { level: 'stable', toFiring: -0.1, n: 2, patience: { beyond: 2, atLeast: 3, of: 3 } } as const;
    const lines = (one: Partial<Distance>): string =>
      distancesTable([distance(one)], { style, width: 90, now }).join('\n');
    expect(lines(waiting)).toContain('beyond, 2 of 3 in a row');
    expect(lines({ ...waiting, toFiring: 0.1, patience: { beyond: 0, atLeast: 3, of: 5 } })).toContain(
      '0 of 3 in the last 5'
    );
    const young = lines({ ...waiting, level: 'warming-up', patience: { beyond: 0, atLeast: 3, of: 3 } });
    expect(young).toContain('0 of 3 in a row');
    expect(young).not.toContain('too few');
    expect(lines({ ...waiting, level: 'drift' })).not.toContain('in a row');
  });

  it('gives no distance from firing where it has fired, and is in drift still', () => {
    const latched = distance({ level: 'drift', statistic: 1.5, limit: 4.9, toFiring: 3.4, fires: 'above' });
    expect(distancesTable([latched], { style, width: 100, now }).join('\n')).toMatch(
      /> 4\.9000 +in drift by an earlier alarm/
    );
    const told = { ...latched, driftSince: now - 2 * 86_400_000 };
    const cleared = { ...told, detector: 'adwin', statistic: null, limit: null, toFiring: null, n: 3 };
    const lines = distancesTable([told, cleared], { style, width: 100, now });
    expect(lines[2]).toMatch(/> 4\.9000 +fired, drift began 2d ago$/);
    expect(lines[1]).toMatch(/drift +fired, drift began 2d ago$/);
    const beyond = distance({ level: 'drift', statistic: 0.8, toFiring: -0.1, driftSince: now });
    expect(distancesTable([beyond], { style, width: 100, now })[1]).toMatch(/< 0\.9000 +beyond$/);
  });

  it('says of a detector in no rule that it asks for nothing', () => {
    const idle = distance({ level: 'drift', toFiring: -0.1, asksForNothing: true });
    expect(distancesTable([idle], { style, width: 80, now }).join('\n')).toContain('beyond, asks for nothing');
  });

  it('reads the answer of a worker that does not say which side fires', () => {
    const { fires: _, ...old } = distance({ statistic: 50, limit: 200, toFiring: 150 });
    expect(distancesTable([old], { style, width: 80, now }).join('\n')).toContain('> 200.0000');
  });

  it.each([
    [
      60,
      distance({ metric: 'calibrationError', level: 'warming-up', statistic: null, limit: null, toFiring: null }),
      '10 values, not enough yet',
    ],
    [
      60,
      distance({
        metric: 'latencyMs',
        detector: 'level-shift',
        statistic: 50,
        limit: 20,
        toFiring: 1,
        asksForNothing: true,
      }),
      '1.00ms, asks for nothing',
    ],
    [80, distance({}), '0.0500'],
  ])('says in full how far it is, at %d columns', (width, one, far) => {
    const lines = distancesTable([one, distance({ detector: 'ewma-limit' })], { style, width, now });
    expect(lines.filter((line) => line.endsWith(far))).toHaveLength(width === 80 ? 2 : 1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines[0]!.includes('FIRES AT')).toBe(width === 80);
  });
});
