import { patched, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { breakerMemo } from '../src/terms/message-names.ts';
import type { MonitorState } from '../src/core/state/state.ts';

/**
 * Keeps in the memo of a monitor that its circuit breaker is open. Its state in lists is one word, that of what stops
 * it first: under a kill switch or a pause it would say nothing of the breaker, which a person has to close.
 *
 * @returns whether that took a command
 */
export function writeBreaker({ incident }: Pick<MonitorState, 'incident'>): boolean {
  const isOpen = incident.breakerOpenedAt !== null;
  if (isOpen === (workflowInfo().memo?.[breakerMemo] === 'open')) return false;
  // In the past of a run of before there is none; it tells from its next task on.
  if (!patched('breaker-in-memo')) return false;
  upsertMemo({ [breakerMemo]: isOpen ? 'open' : null });
  return true;
}
