import type { Status } from '../wire/answers.ts';

/** Every state that a monitor can be in, as lists and search attributes name it. */
export const monitorStates = [
  'stable',
  'warning',
  'drift',
  'no-data',
  'warming-up',
  'retraining',
  'awaiting-approval',
  'shadow',
  'probation',
  'paused',
  'broken',
  'killed',
  'stopped',
] as const satisfies readonly Status[];
