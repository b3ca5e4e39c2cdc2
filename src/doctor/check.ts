import type { Client, Connection } from '@temporalio/client';

/** What a check found: all is well, something is wrong, or it could not be looked at. */
export interface Finding {
  /** Which check it comes from: `server`, `namespace`, `search-attributes`, `workers`, `monitors`, … */
  check: string;
  status: 'ok' | 'fault' | 'unknown';
  /** What was looked at, and how it is. */
  text: string;
  /** Why it is so, as far as can be told. */
  cause?: string;
  /** What to do about it. */
  fix?: string;
}

/** What checks may look at. */
export interface Surroundings {
  client: Client;
  connection: Connection;
  namespace: string;
  /** Where workers of this package poll unless told otherwise. */
  taskQueue: string;
}

/**
 * One thing to look at, in a file of its own. It throws when it could not look; `dependsOn` names checks without whose
 * success it need not begin.
 */
export interface Check {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  run(surroundings: Surroundings): Promise<Omit<Finding, 'check'>[]>;
}
