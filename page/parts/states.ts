/** How a state is shown: never by its colour alone. */
export interface StateLook {
  /** In words. */
  text: string;
  /** Name of a colour in tokens.css. */
  tone: 'bad' | 'warn' | 'good' | 'wait' | 'busy' | 'calm';
  shape: Shape;
  /** Those that need somebody come first: the lower, the sooner. */
  order: number;
}

export type Shape = 'circle' | 'ring' | 'triangle' | 'peak' | 'diamond' | 'square' | 'bars' | 'cross' | 'half' | 'arc';

/** Every state that a monitor can be in, most urgent first. */
export const states: Readonly<Record<string, StateLook>> = {
  'no-worker': { text: 'No worker', tone: 'bad', shape: 'cross', order: -1 },
  'awaiting-approval': { text: 'Waits for approval', tone: 'wait', shape: 'diamond', order: 0 },
  broken: { text: 'Circuit breaker open', tone: 'bad', shape: 'cross', order: 1 },
  'retrain-failed': { text: 'Retrain failed', tone: 'bad', shape: 'cross', order: 1.5 },
  drift: { text: 'In drift', tone: 'bad', shape: 'triangle', order: 2 },
  warning: { text: 'Warning', tone: 'warn', shape: 'peak', order: 3 },
  'no-data': { text: 'No data', tone: 'warn', shape: 'ring', order: 4 },
  killed: { text: 'Kill switch on', tone: 'calm', shape: 'cross', order: 5 },
  paused: { text: 'Paused', tone: 'calm', shape: 'bars', order: 6 },
  retraining: { text: 'Retraining', tone: 'busy', shape: 'arc', order: 7 },
  shadow: { text: 'In shadow', tone: 'busy', shape: 'half', order: 8 },
  probation: { text: 'On probation', tone: 'busy', shape: 'half', order: 9 },
  'warming-up': { text: 'Warming up', tone: 'calm', shape: 'ring', order: 10 },
  stable: { text: 'Stable', tone: 'good', shape: 'circle', order: 11 },
  stopped: { text: 'Stopped', tone: 'calm', shape: 'square', order: 12 },
};

/** Of a state that this page does not know yet, its own word. */
export function lookOf(state: string | null): StateLook {
  if (state !== null && Object.hasOwn(states, state)) return states[state] as StateLook;
  return { text: state ?? 'Unknown', tone: 'calm', shape: 'ring', order: 13 };
}
