import { describe, expect, it } from 'vitest';
import { diffMonitors, formatDiff } from '../../src/config/diff-monitors.ts';
import { fileForm } from '../../src/config/file/file-form.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

const metrics = { accuracy: { below: 0.9 }, latencyMs: { above: 200 } };

function withPull(pull: unknown): MonitorFile {
  return { model: 'shop:ranker', metrics, pull: pull as NonNullable<MonitorFile['pull']> };
}

describe('`pull` of a monitor', () => {
  it('has defaults for everything but what to ask for, and how often', () => {
    const { config } = parseMonitor(withPull({ every: '5m', queries: { accuracy: 'avg(ranker_accuracy)' } }));
    expect(config.pull).toEqual({
      source: 'prometheus',
      everyMs: 300_000,
      delayMs: 0,
      catchUpMs: 86_400_000,
      queries: { accuracy: { query: 'avg(ranker_accuracy)', segment: null } },
    });
  });

  it('is absent where nobody asks for it', () => {
    expect(parseMonitor({ model: 'shop:ranker', metrics }).config).not.toHaveProperty('pull');
  });

  it('comes back as it was written, from the form in which differences are told', () => {
    const written = withPull({
      source: 'thanos',
      every: '1m',
      delay: '30s',
      catchUp: '2d',
      queries: { latencyMs: 'max(l)', accuracy: { query: 'avg by (region) (a)', segment: 'region' } },
    });
    const monitor = parseMonitor(written);
    expect(parseMonitor(fileForm(monitor))).toEqual(monitor);
    const other = parseMonitor(withPull({ ...(written.pull as object), every: '5m' }));
    expect(formatDiff(diffMonitors(monitor, other))).toBe('~ pull.every: 1m → 5m');
  });

  it.each([
    [{ every: '5m' }, 'pull.queries'],
    [{ every: '5m', queries: {} }, 'at least one query'],
    [{ queries: { accuracy: 'a' } }, 'pull.every'],
    [{ every: '1s', queries: { accuracy: 'a' } }, 'from 10s to 7d'],
    [{ every: '10s500ms', queries: { accuracy: 'a' } }, 'whole seconds'],
    [{ every: '5m', queries: { acuracy: 'a' } }, 'did you mean `accuracy`?'],
    [{ every: '5m', queries: { accuracy: '' } }, 'a query'],
    [{ every: '5m', queries: { accuracy: { query: 'a', segment: 'a b' } } }, 'the name of a label'],
    [{ every: '5m', catchUp: '90d', queries: { accuracy: 'a' } }, 'at most 30d'],
    [{ every: '5m', url: 'http://prometheus', queries: { accuracy: 'a' } }, 'url'],
  ])('%j is refused: %s', (pull, why) => {
    expect(() => parseMonitor(withPull(pull))).toThrow(why);
  });
});
