import { appendFileSync } from 'node:fs';

export interface LeftOut {
  /** `the MLflow server's tests: there is no python3 with venv`. */
  what: string;
  /** True where they run after all. */
  unless: boolean;
  /** Brings what is missing, and runs them. */
  command: string;
}

/**
 * Says whether tests are left out on this machine, for `describe.skipIf`, and notes it for the closing lines of the run
 * (see `LeftOutReporter`): what is skipped in silence is believed to pass.
 */
export function leaveOut({ what, unless, command }: LeftOut): boolean {
  if (unless) return false;
  const notes = process.env[notesVariable];
  if (notes) appendFileSync(notes, `${JSON.stringify({ what, command })}\n`);
  return true;
}

/** Variable with the path of the file that a run collects these notes in. */
export const notesVariable = 'RETRAIN_LEFT_OUT';
