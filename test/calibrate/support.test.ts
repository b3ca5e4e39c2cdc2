import { describe, expect, it } from 'vitest';
import { monitorOf } from './calibrated.ts';
import { calibrate } from '../../src/calibrate/calibrate.ts';
import { checkSpan, driftFlag, faultOf, refusalOf } from '../../src/calibrate/support.ts';
import { HistoryBuilder } from '../../src/backtest/history.ts';
import { finish, type Steps } from '../../src/backtest/steps.ts';
import { createRng } from '../../src/stats/rng.ts';
import { processOf, timesOf } from './processes.ts';
import { parseDuration } from '../../src/config/schema/duration.ts';
import { resamplerOf, type Resampler } from '../../src/calibrate/noise/resampler.ts';
import { swingOf } from '../../src/calibrate/noise/season.ts';
import { sourcesOf } from '../../src/calibrate/sources-of.ts';
import { dayMs, hourMs, minuteMs, noon } from '../support/policies.ts';

const monitor = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.9 }] } } });

function sourcesOfDrawn(observations: number, process = processOf(0)): Resampler[] {
  const values = process.draw(createRng(1), observations, noon);
  return [resamplerOf({ metric: 'accuracy', segment: '' }, timesOf(observations, process.stepMs), values)];
}

function ofHistory(observations: number, perMs: number, process = processOf(0)): () => void {
  const sources = sourcesOfDrawn(observations, process);
  const { config, policy } = monitor;
  const rest = { from: noon, takesMs: hourMs, seed: 1, falseRetrains: 1, events: 100 };
  return () => calibrate({ config, policy, sources, perMs, ...rest });
}

describe('a history that is too short', () => {
  it('is refused at once, with what its span allows', () => {
    expect(ofHistory(1_000, 30 * dayMs)).toThrow(
      'Expected a history that tells of 1 false retrain in 30d, got 3d11h of values (1000); such a span allows at most one in 13d: take a longer history, or accept more false retrains'
    );
  });

  it('is held to its own span while it cannot show a season of a day', () => {
    expect(ofHistory(300, 2 * dayMs)).toThrow(
      'got 1d1h of values (300), less than the two days that would show a season of a day; such a span allows at most one in 1d1h: '
    );
  });

  it('is refused for any budget where it goes up and down like a season that it is too short to show', () => {
    expect(ofHistory(300, dayMs, processOf(0, 1))).toThrow(
      /^Expected two days of `accuracy`, as it goes up and down like a season of a day \(\d\d % of its variance\), got 1d1h of values \(300\)/
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
    expect(checkSpan(sourcesOf(history, policy, [{ from, to }]).sources, rest)).toBeUndefined();
  });

  it.each([0, 0.6])('has no such course while it is noise, with a correlation of %s', (rho) => {
    const swings = Array.from({ length: 200 }, (_, seed) => {
      const values = processOf(rho).draw(createRng(seed), 300, noon);
      return swingOf(timesOf(300), values);
    });
    expect(swings.filter((swing) => swing > 0.2)).toEqual([]);
  });
});

it('says the budget as it was asked for, and what a span allows in round numbers', () => {
  expect(ofHistory(1_000, 365 * dayMs)).toThrow(
    /tells of 1 false retrain in 365d, got 3d11h of values .* at most one in 13d:/
  );
  expect(ofHistory(1_000, 1_000.5 * hourMs)).toThrow('1 false retrain in 41d16h30m, got 3d11h');
});

describe('the budget that a refusal names', () => {
  const ewma = monitorOf({
    metrics: { accuracy: { detectors: [{ type: 'ewma-limit', alpha: 0.1, below: 0.91 }] } },
    cooldown: '1h',
  });
  const sources = sourcesOfDrawn(300, processOf(0.6, 0, hourMs));
  const rest = { ...ewma, sources, from: noon, takesMs: hourMs, seed: 1, events: 100 };
  const told = (perMs: number): string => {
    try {
      calibrate({ ...rest, falseRetrains: 1, perMs });
    } catch (error) {
      return /can support one in (\w+): .* --false-retrains 1 --per (\w+)$/.exec((error as Error).message)?.[1] ?? '';
    }
    return 'taken';
  };

  it('is taken, and the same whatever was asked for', () => {
    const most = told(10 * dayMs);
    const ms = parseDuration(most)!;
    expect(told(ms)).toBe('taken');
    expect(told(1.6 * ms)).toBe(most);
  }, 300_000);

  const answers = (least: number, most: number) =>
    function* (ms: number): Steps<boolean> {
      yield;
      return ms >= least && ms <= most;
    };
  const refused = (takes: (ms: number) => Steps<boolean>, perMs = 100 * dayMs): string =>
    finish(refusalOf(sources, { falseRetrains: 1, perMs }, { tooLittle: 'one of no worth' }, takes)).message;

  it.each([50 * dayMs, 12 * dayMs, 20 * hourMs])('is at most a quarter less than the longest, of %s ms', (most) => {
    const ms = parseDuration(/--per (\w+)$/.exec(refused(answers(0, most)))?.[1] ?? '')!;
    expect(ms).toBeLessThanOrEqual(most);
    expect(ms).toBeGreaterThan(0.72 * most);
  });

  it('is none where none is taken, after few tries', () => {
    let tries = 0;
    const never = function* (): Steps<boolean> {
      yield;
      tries += 1;
      return false;
    };
    expect(refused(never)).toBe(
      'Expected a history that tells of 1 false retrain in 100d, got one of no worth; no budget was found that it can support: take a longer one'
    );
    expect(tries).toBeLessThan(10);
  });
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
