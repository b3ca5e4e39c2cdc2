import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../src/terms/errors.ts';
import { initialState } from '../../src/core/initial-state.ts';
import { explain } from '../../src/core/view/explain.ts';
import { jsonBytes } from '../../src/terms/json-bytes.ts';
import { parseMonitor, type Monitor } from '../../src/config/parse-monitor.ts';
import { step } from '../../src/core/step.ts';
import { viewOf } from '../../src/core/view/view.ts';
import { worstPolicies } from '../support/worst-policies.ts';

// While a policy is looked at a worker answers nobody. What that costs is counted, as no clock of a busy machine would tell:
// how often a part of it is read, how often a calendar is asked (some microseconds each, the dearest there is), and how
// much is handed back.

afterEach(() => void vi.restoreAllMocks());

const worst = Object.entries(worstPolicies('shop:ranker'));

describe.each(worst)('a policy of the worst kind: %s', (_, policy) => {
  it('reads each of its values a few times, and asks the calendar no more often than a worker has time for', () => {
    // The first look at any policy builds what reads them.
    outcomeOf(policy);
    const calendar = calendarCalls();
    const { counted, reads } = countingReads(policy);
    const { error } = outcomeOf(counted);
    expect(reads()).toBeGreaterThan(0);
    expect(reads()).toBeLessThan(20 * valuesIn(policy));
    expect(calendar()).toBeLessThan(25_000);
    expect(error?.message.length ?? 0).toBeLessThan(4_000);
  });

  it('makes a monitor whose answers stay small, or is refused in a few words', () => {
    const { monitor, error } = outcomeOf(policy);
    if (!monitor) return expect(error?.message.length).toBeLessThan(4_000);
    const calendar = calendarCalls();
    const recalled = { champion: null, generation: 0 };
    const now = 1_767_225_600_000;
    const series = monitor.policy.metrics.map(({ name }) => ({ metric: name, t0: now, dt: 1, v: [0.4, 0.9, 0.4] }));
    const batch = { source: 'a', seq: 1, series };
    const { state } = step(initialState({ ...monitor, now, recalled }), { type: 'batch', batch }, now);
    expect(jsonBytes(viewOf(state, now))).toBeLessThan(300_000);
    expect(jsonBytes(explain(state, now))).toBeLessThan(300_000);
    expect(calendar()).toBeLessThan(25_000);
  });
});

it('some of them are sound, and some are refused', () => {
  const refused = worst.filter(([, policy]) => outcomeOf(policy).error).length;
  expect(refused).toBeGreaterThan(2);
  expect(refused).toBeLessThan(worst.length - 6);
});

// --- internal ---

function outcomeOf(policy: unknown): { monitor?: Monitor; error?: ConfigurationError } {
  try {
    return { monitor: parseMonitor(policy) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { error };
  }
}

/** The same value, of which every part notices that it is read. */
function countingReads(value: unknown): { counted: unknown; reads: () => number } {
  let reads = 0;
  const wrap = (one: unknown): unknown =>
    typeof one !== 'object' || one === null
      ? one
      : new Proxy(one, {
          get: (target, key, self): unknown => {
            reads += 1;
            return wrap(Reflect.get(target, key, self));
          },
        });
  return { counted: wrap(value), reads: () => reads };
}

function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 1);
}

/** How often a time zone has been asked since. */
function calendarCalls(): () => number {
  const spies = [
    vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts'),
    vi.spyOn(Date.prototype, 'toLocaleString'),
    vi.spyOn(Date, 'UTC'),
  ];
  return () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
}
