import { decodeBatch } from '../../core/wire/batch.ts';
import { readOutcome } from '../../core/wire/outcome.ts';
import { signalNames } from '../../terms/message-names.ts';
import type { HistoryEvent } from './run-history.ts';

export type Signal = NonNullable<HistoryEvent['workflowExecutionSignaledEventAttributes']>;

/**
 * Why a signal counts for nothing, so that leaving it out loses nothing; `undefined` when it counts, or may count: what is
 * encrypted cannot be judged here.
 */
export function emptyBecause({ signalName, input }: Signal): string | undefined {
  const name = signalName ?? '';
  if (name === signalNames.killSwitch) return undefined;
  if (name !== signalNames.metrics && name !== signalNames.retrainFinished)
    return 'no signal of a monitor has that name';
  const [payload] = input?.payloads ?? [];
  if (!payload) return 'it carries nothing';
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString();
  if (encoding !== 'json/plain') return undefined;
  const value = parsed(Buffer.from(payload.data ?? []).toString());
  if (value === undefined) return 'it is no JSON';
  const read = name === signalNames.metrics ? decodeBatch(value.json) : readOutcome(value.json, 0);
  return typeof read === 'string' ? read : undefined;
}

// --- internal ---

function parsed(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
