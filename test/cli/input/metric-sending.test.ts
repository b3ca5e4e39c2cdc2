import { expect, test } from 'vitest';
import { formatReport, MetricSending } from '../../../src/cli/input/metric-sending.ts';
import type { MetricValues } from '../../../src/client/publish/observation.ts';
import type { MonitorClient } from '../../../src/client/monitor-client.ts';
import { stateOf } from '../../support/policies.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';

test('what a metric cannot be is sent with a warning, once a metric', async () => {
  const { policy } = parseMonitor({ model: 'shop:ranker' });
  const sent: MetricValues[] = [];
  const handle = {
    config: () => Promise.resolve({ policy }),
    state: () => Promise.resolve(stateOf(policy)),
    recordAsync: (values: MetricValues) => Promise.resolve(void sent.push(values)),
    flush: () => Promise.resolve(),
  };
  const client = { monitor: () => handle } as unknown as MonitorClient;
  async function* samples(): AsyncGenerator<{ line: number; sample: { values: MetricValues; options: object } }> {
    for (const [line, accuracy] of [93, 0.94, 95].entries())
      yield await Promise.resolve({ line: line + 1, sample: { values: { accuracy, f1: 0.91 }, options: {} } });
  }
  const notes: string[] = [];
  const { signal } = new AbortController();
  const sending = new MetricSending({ model: 'shop:ranker', ignoreUnknown: false, signal });
  const report = await sending.run(client, samples(), (line) => notes.push(line));
  expect(notes).toEqual(['line 1: accuracy lies between 0 and 1, got 93 (was 0.93 meant?); sent all the same']);
  expect(report).toMatchObject({ accepted: 6, odd: 2, rejected: 0 });
  expect(sent).toHaveLength(3);
  expect(formatReport(report)).toContain("Sent, but out of the metric's range: 2 values.");
});
