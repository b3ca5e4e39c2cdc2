import type { Client, Connection } from '@temporalio/client';
import type { MonitorConfig } from '../core/state/retrain.ts';

/** What a check found: all is well, something is wrong, or it cannot tell. A warning stops nothing. */
export interface Finding {
  /** Which check it comes from: `server`, `namespace`, `workers`, `names`, `registries`, `monitors`, … */
  check: string;
  status: 'ok' | 'warning' | 'fault' | 'unknown';
  /** What was checked, and its state. */
  text: string;
  /** Why, as far as known. */
  cause?: string;
  /** What to do about it. */
  fix?: string;
}

/** Whether what was found keeps nobody from going on. */
export function isSound({ status }: Pick<Finding, 'status'>): boolean {
  return status === 'ok' || status === 'warning';
}

/** What checks may use. */
export interface Surroundings {
  client: Client;
  connection: Connection;
  namespace: string;
  /** A task queue that must have a worker, also if no monitor waits on it. @default none */
  taskQueue?: string | undefined;
  /** What monitor files say of retrains. @default none: the running monitors alone */
  files?: readonly MonitorConfig[];
}

/**
 * One check per file. It throws when it could not run; it is skipped unless the checks in `dependsOn` succeed.
 */
export interface Check {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  run(surroundings: Surroundings): Promise<Omit<Finding, 'check'>[]>;
}
