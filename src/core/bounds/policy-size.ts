import { jsonBytes } from '../../terms/json-bytes.ts';
import type { MonitorConfig } from '../state/retrain.ts';
import type { Policy } from '../state/policy.ts';

/** What a policy may take in its complete form: it is part of the state, and goes to every retrain whole. */
export const maxPolicyBytes = 256 * 1_024;
/**
 * What is handed to every training of a retrain; a thousand trials must stay below the 50 MiB that a history may have.
 */
export const maxHandedBytes = 32 * 1_024;

/** What of a policy is larger than may be, as a sentence with what to make smaller; `undefined` when it all fits. */
export function policySizeFault(config: MonitorConfig, policy: Policy): { path: string[]; text: string } | undefined {
  const { trainer, hyperparameters, tuning } = config.retrain;
  const handed: [string[], unknown][] = [
    [['retrain', 'trainer', 'options'], trainer.options],
    [['retrain', 'hyperparameters'], hyperparameters],
    [['retrain', 'tuning', 'space'], tuning.space],
  ];
  for (const [path, value] of handed) {
    const bytes = jsonBytes(value, maxHandedBytes) ?? Number.POSITIVE_INFINITY;
    const wanted = `Expected \`${path.join('.')}\` to take at most ${maxHandedBytes / 1_024} KiB of JSON, got more`;
    if (bytes > maxHandedBytes) return { path, text: `${wanted}; put what is large where the trainer can read it` };
  }
  const bytes = sizeOf(config) + sizeOf(policy);
  if (bytes <= maxPolicyBytes) return undefined;
  const [name, largest] = Object.entries({
    ...policy,
    ...policy.holds,
    streams: config.streams,
    retrain: config.retrain,
  })
    .filter(([part]) => part !== 'holds')
    .map(([part, value]) => [part, sizeOf(value)] as const)
    .reduce((most, one) => (one[1] > most[1] ? one : most));
  const text =
    `Expected the monitor to take at most ${maxPolicyBytes / 1_024} KiB of JSON with every default filled in, ` +
    `got ${kibibytes(bytes)}; \`${name}\` takes ${kibibytes(largest)} of it: make that smaller`;
  return { path: [name], text };
}

// --- internal ---

/** Enough to tell how much too large it is, without counting through everything that somebody may send. */
const maxCounted = 64 * 1_024 * 1_024;

function sizeOf(value: unknown): number {
  return jsonBytes(value, maxCounted) ?? maxCounted;
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_024)} KiB`;
}
