import { decodeBatch } from '../../core/wire/batch.ts';
import { newestEdition } from '../../core/upcast.ts';
import { readOutcome } from '../../core/outcome/outcome.ts';
import { signalNames } from '../../terms/message-names.ts';
import type { HistoryEvent } from './run-history.ts';

export type Signal = NonNullable<HistoryEvent['workflowExecutionSignaledEventAttributes']>;

/**
 * Why a signal would not count, so that dropping it loses nothing; `undefined` if it counts or may count: encrypted
 * signals cannot be read here.
 */
export function emptyBecause({ signalName, input }: Signal): string | undefined {
  const name = signalName ?? '';
  if (name === signalNames.killSwitch) return undefined;
  if (name !== signalNames.metrics && name !== signalNames.retrainFinished)
    return 'no signal of a monitor has that name';
  const [payload] = input?.payloads ?? [];
  if (!payload) return 'it is empty';
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString();
  if (encoding !== 'json/plain') return undefined;
  const value = parsed(Buffer.from(payload.data ?? []).toString());
  if (value === undefined) return 'it is not JSON';
  const read = name === signalNames.metrics ? decodeBatch(value.json) : readOutcome(value.json, 0, newestEdition);
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
