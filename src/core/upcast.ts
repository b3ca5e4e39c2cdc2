import type { MonitorState } from './state.ts';

/**
 * A state of any older version in today's form. Version 1 is the first: whoever changes `MonitorState` raises
 * `schemaVersion`, adds the step from the version before here, and keeps a recorded state of that version in the tests.
 */
export function upcast(state: MonitorState): MonitorState {
  return state;
}
