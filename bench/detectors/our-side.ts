/**
 * Our detectors in a process beside the benchmark's, one detector a process: the compiler has seen no other, as River's
 * interpreter compiles none. A message `{ type, params, values }` readies it, each `go` is one round over the values.
 */
import { configure, type Configured } from './configured.ts';

export interface TimedRound {
  perS: number;
  /** Bytes of the state as JSON after the last value. */
  stateBytes: number;
}

let ready: { one: Configured; values: readonly number[] } | undefined;

process.on(
  'message',
  (message: 'go' | { type: string; params: Record<string, unknown>; values: readonly number[] }) => {
    if (message !== 'go') ready = { one: configure(message.type, message.params), values: message.values };
    else if (ready) process.send?.(timeOnce(ready.one, ready.values));
  }
);

// --- internal ---

/** Processor time, not time on the clock: what others take is not counted. */
function timeOnce({ detector, options }: Configured, values: readonly number[]): TimedRound {
  const state = detector.init(options);
  let drifts = 0;
  const from = process.cpuUsage();
  for (let i = 0; i < values.length; i++)
    if (detector.update(state, values[i] as number, options) === 'drift') drifts += 1;
  const { user, system } = process.cpuUsage(from);
  if (drifts > values.length) throw new Error('More alarms than values');
  return { perS: (1e6 * values.length) / (user + system), stateBytes: JSON.stringify(state).length };
}
