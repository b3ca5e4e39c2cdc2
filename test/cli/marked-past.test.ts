import { describe, expect, it } from 'vitest';
import { markedPast, stillSuspected } from '../../src/cli/commands/study/marked-past.ts';
import type { MarkedDrifts } from '../../src/backtest/life/marked-drifts.ts';

const drift = (from: number, to: number) => ({ metric: 'accuracy', segment: '', detector: 'limit', from, to });

function mark(target: string, isTrue: boolean, ...drifts: MarkedDrifts['drifts']): MarkedDrifts {
  return { target, isTrue, actor: 'ana', comment: '', at: 100, drifts };
}

describe('marks of people', () => {
  it('leave out what was a drift, once, and keep what was a false alarm', () => {
    const marks = [
      mark('retrain/1', true, drift(10, 20)),
      mark('accuracy//limit@12', true, drift(10, 20)),
      mark('retrain/2', false, drift(40, 50)),
      mark('retrain/3', true),
    ];
    expect(markedPast(marks)).toEqual({ drifts: [{ from: 10, to: 20 }], calm: [drift(40, 50)] });
  });

  it('clear what looks like a drift and was a false alarm, of the same stream alone', () => {
    const suspect = (from: number, to: number, segment = '') => ({ metric: 'accuracy', segment, from, to, sd: 3 });
    const suspected = [
      suspect(1, 39),
      suspect(30, 40),
      suspect(45, 46),
      suspect(50, 70),
      suspect(51, 70),
      suspect(45, 46, 'eu'),
    ];
    expect(stillSuspected(suspected, [drift(40, 50)])).toEqual([
      suspect(1, 39),
      suspect(51, 70),
      suspect(45, 46, 'eu'),
    ]);
  });
});
