import type { Client, Connection } from '@temporalio/client';

/** What a check found: all is well, something is wrong, or the check could not run. */
export interface Finding {
  /** Which check it comes from: `server`, `namespace`, `search-attributes`, `workers`, `monitors`, … */
  check: string;
  status: 'ok' | 'fault' | 'unknown';
  /** What was checked, and its state. */
  text: string;
  /** Why, as far as known. */
  cause?: string;
  /** What to do about it. */
  fix?: string;
}

/** What checks may use. */
export interface Surroundings {
  client: Client;
  connection: Connection;
  namespace: string;
  /** The default task queue of this package's workers. */
  taskQueue: string;
}

/**
 * One check per file. It throws when it could not run; it is skipped unless the checks in `dependsOn` succeed.
 */
export interface Check {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  run(surroundings: Surroundings): Promise<Omit<Finding, 'check'>[]>;
}
