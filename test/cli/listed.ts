import { noon } from '../support/policies.ts';
import type { MonitorSummary } from '../../src/client/list-monitors.ts';

/** A monitor in drift, as a list has it. */
export const listed = {
  model: 'shop:ranker',
  workflowId: 'monitor/shop:ranker',
  runId: 'r',
  status: 'RUNNING',
  taskQueue: 'q',
  startedAt: new Date(noon),
  tenant: 'a',
  state: 'drift',
  severity: 'none',
  champion: '1.2.0',
  lastReason: 'conceptDrift',
} as const satisfies MonitorSummary;
