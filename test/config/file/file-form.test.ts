import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileForm } from '../../../src/config/file/file-form.ts';
import { loadMonitor } from '../../../src/config/file/load-monitor.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));
const files = readdirSync(examples).filter((name) => name.endsWith('.monitor.yaml'));

/** What JSON keeps of it, as a file would. */
const written = (monitor: ReturnType<typeof parseMonitor>): unknown => JSON.parse(JSON.stringify(fileForm(monitor)));

describe('the file form of a complete monitor', () => {
  it('has examples to be tried on', () => expect(files.length).toBeGreaterThan(4));

  it.each(files)('of %s is a monitor file that means the same', async (name) => {
    const { config, policy } = await loadMonitor(join(examples, name));
    expect(parseMonitor(written({ config, policy }))).toEqual({ config, policy });
  });

  it('has the fields and units that people write, in every part', () => {
    const file: MonitorFile = {
      model: 'shop:ranker',
      metrics: {
        accuracy: {
          noDataAfter: '2h',
          seasonality: 'hour-of-week',
          exclude: { weekly: [{ from: '01:00', to: '02:30', days: ['sun'] }] },
          detectors: [{ type: 'limit', below: 0.9, patience: { of: 5, atLeast: 3 } }],
        },
        latencyMs: { above: 200, allowedLateness: '1h' },
        f1: { aggregate: '1h', allowedLateness: '10m' },
      },
      rules: [
        { id: 'both', all: ['accuracy', 'latencyMs:limit'], severity: 'full' },
        { id: 'eu', any: [{ metric: 'accuracy', segment: 'eu', level: 'warning' }] },
      ],
      schedules: [{ every: '12h' }],
      cooldown: 0,
      budget: { max: 3, per: '7d' },
      freezes: [{ from: '2026-12-20', to: '2027-01-04' }],
      retrain: { data: { softWindow: 'since-drift', fullWindow: '90d' }, gate: { maxLatencyMs: 20 }, probation: null },
    };
    const monitor = parseMonitor(file);
    expect(written(monitor)).toMatchObject({
      metrics: {
        accuracy: { noDataAfter: '2h', detectors: [{ type: 'limit', below: 0.9, patience: { of: 5, atLeast: 3 } }] },
        latencyMs: { allowedLateness: '1h' },
        f1: { aggregate: '1h', allowedLateness: '10m' },
      },
      rules: [
        { all: ['accuracy', 'latencyMs:limit'] },
        { any: [{ metric: 'accuracy', segment: 'eu', level: 'warning' }] },
      ],
      schedules: [{ every: '12h' }],
      cooldown: 0,
      budget: { max: 3, per: '7d' },
      retrain: { data: { softWindow: 'since-drift', fullWindow: '90d' }, gate: { maxLatencyMs: 20 }, timeout: '1d' },
    });
    expect(parseMonitor(written(monitor))).toEqual(monitor);
  });
});
