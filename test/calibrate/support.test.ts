import { describe, expect, it } from 'vitest';
import { monitorOf } from './calibrated.ts';
import { calibrate } from '../../src/calibrate/calibrate.ts';
import { checkSupport, driftFlag, faultOf } from '../../src/calibrate/support.ts';
import { HistoryBuilder } from '../../src/backtest/history.ts';
import { createRng } from '../../src/stats/rng.ts';
import { processOf, timesOf } from './processes.ts';
import { resamplerOf } from '../../src/calibrate/noise/resampler.ts';
import { swingOf } from '../../src/calibrate/noise/season.ts';
import { sourcesOf } from '../../src/calibrate/sources-of.ts';
import { dayMs, hourMs, minuteMs, noon } from '../support/policies.ts';

const monitor = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.9 }] } } });

function ofHistory(observations: number, perMs: number, process = processOf(0)): () => void {
  const values = process.draw(createRng(1), observations, noon);
  const sources = [resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(observations), values)];
  const { config, policy } = monitor;
  return () => calibrate({ config, policy, sources, from: noon, takesMs: hourMs, seed: 1, falseRetrains: 1, perMs });
}

describe('a history that is too short', () => {
  it('is refused, with the budget that it can support', () => {
    expect(ofHistory(1_000, 30 * dayMs)).toThrow(
      'Expected a history that tells of 1 false retrain in 30d, got 3.5d of values (1000); this history can support at most one in 14d: take a longer one, or accept more, such as --false-retrains 3'
    );
  });

  it('is held to its own span while it cannot show a season of a day', () => {
    expect(ofHistory(300, 2 * dayMs)).toThrow(
      'got 1d of values (300), less than the two days that would show a season of a day; this history can support at most one in 1d'
    );
  });

  it('is refused for any budget where it goes up and down like a season that it is too short to show', () => {
    expect(ofHistory(300, dayMs, processOf(0, 1))).toThrow(
      /^Expected two days of `accuracy`, as it goes up and down like a season of a day \(\d\d % of its variance\), got 1d of values \(300\)/
    );
  });

  it('and names the drift that makes it look like a season, with the flag with which it is taken', () => {
    const draw = createRng(3);
    const builder = new HistoryBuilder();
    const place = builder.streamOf('accuracy');
    for (let i = 0; i < 1_440; i++)
      builder.add(place, noon + i * minuteMs, (i < 1_200 ? 0.93 : 0.9) + 0.01 * draw.normal());
    const history = builder.build();
    const { config, policy } = monitor;
    const rest = { config, policy, from: noon, takesMs: hourMs, seed: 1, falseRetrains: 1, perMs: dayMs / 2 };
    const looked = sourcesOf(history, policy, []);
    const refused = (): unknown => calibrate({ ...rest, ...looked });
    expect(refused).toThrow(
      /: take a longer history; or, if that was a drift and no season, leave it out: --drift \S+\.\.\S+$/
    );
    const [from, to] = driftFlag(looked.suspected[0]!).split(' ')[1]!.split('..').map(Date.parse) as [number, number];
    expect(Math.abs(from - (noon + 1_200 * minuteMs))).toBeLessThan(10 * minuteMs);
    expect(() => checkSupport(sourcesOf(history, policy, [{ from, to }]).sources, rest)).not.toThrow();
  });

  it.each([0, 0.6])('has no such course while it is noise, with a correlation of %s', (rho) => {
    const swings = Array.from({ length: 200 }, (_, seed) => {
      const values = processOf(rho).draw(createRng(seed), 300, noon);
      return swingOf(timesOf(300), values);
    });
    expect(swings.filter((swing) => swing > 0.2)).toEqual([]);
  });
});

it('says the budget as it was asked for, and what a history supports in round numbers', () => {
  expect(ofHistory(1_000, 365 * dayMs)).toThrow(/tells of 1 false retrain in 365d, got 3\.5d of values .* one in 14d/);
  expect(ofHistory(1_000, 1_000.5 * hourMs)).toThrow('1 false retrain in 60030m, got 3.5d');
});

describe('limits that were found', () => {
  const limits = { isKept: true, isAtEnd: false, blind: [], untold: [] };
  it('are at fault where they break the budget, or keep it by finding nothing', () => {
    expect(faultOf({ ...limits, isKept: true })).toBeUndefined();
    expect(faultOf({ ...limits, isKept: false }, true)).toBe('keep the budget, found none');
    expect(faultOf({ ...limits, blind: ['accuracy', 'f1'] })).toBe(
      'keep the budget and find a drift of accuracy, f1, found none; `--force` takes these all the same'
    );
    expect(faultOf({ ...limits, blind: ['accuracy'] }, true)).toBeUndefined();
  });

  it('are at fault where they are at an end of their range and alarm at nearly anything', () => {
    const loose = { ...limits, untold: ['rmse'], isAtEnd: true };
    expect(faultOf(loose)).toBe(
      'tell a drift of rmse from noise, found none, as even the loosest ask for less than the budget allows; state a smaller budget, or `--force` takes these all the same'
    );
    expect(faultOf(loose, true)).toBeUndefined();
    expect(faultOf({ ...loose, isAtEnd: false })).toBeUndefined();
    expect(faultOf({ ...loose, untold: [] })).toBeUndefined();
  });
});
