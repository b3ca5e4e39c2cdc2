import type { ApprovalSpec } from '../core/retrain.ts';
import type { Faults } from './faults.ts';
import { formatDuration } from './duration.ts';
import type { RetrainFile } from './retrain-schema.ts';

const dayMs = 24 * 3_600_000;

/** Three days for a person to decide, with a reminder every day, and no promotion that nobody wanted. */
export function completeApproval({ approval = {} }: RetrainFile, faults: Faults): ApprovalSpec {
  const { timeout = 3 * dayMs, reminder, onTimeout = 'reject' } = approval;
  if (timeout !== null && reminder && reminder >= timeout)
    faults.expected(
      ['retrain', 'approval', 'reminder'],
      `less than \`timeout\` (${formatDuration(timeout)})`,
      formatDuration(reminder),
      'shorten it, or write null for no reminder'
    );
  const usual = timeout !== null && timeout <= dayMs ? null : dayMs;
  return { timeoutMs: timeout, reminderMs: reminder === undefined ? usual : reminder, onTimeout };
}
