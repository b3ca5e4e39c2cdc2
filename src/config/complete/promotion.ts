import type { ApprovalSpec, LiveSpec, RetrainSpec } from '../../core/state/retrain.ts';
import type { Faults } from '../faults/faults.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import { refuseRepeated } from './numbered-ids.ts';
import { formatDuration } from '../../terms/time-text.ts';
import type { MetricPolicy } from '../../core/state/policy.ts';
import type { RetrainFile } from '../schema/retrain-schema.ts';

const secondMs = 1_000;
const dayMs = 24 * 3_600_000;

/** Three days for a person to decide, a reminder every day, and no promotion that nobody asked for. */
export function completeApproval({ approval = {} }: RetrainFile, faults: Faults): ApprovalSpec {
  const { timeout = 3 * dayMs, reminder, onTimeout = 'reject' } = approval;
  if (timeout !== null && reminder && reminder >= timeout)
    faults.expected(
      ['retrain', 'approval', 'reminder'],
      `less than \`timeout\` (${formatDuration(timeout)})`,
      formatDuration(reminder),
      'shorten it, or write null for no reminder'
    );
  if (reminder && reminder < secondMs)
    faults.expected(
      ['retrain', 'approval', 'reminder'],
      'at least 1s',
      formatDuration(reminder),
      'lengthen it, or write null for no reminder'
    );
  const usual = timeout !== null && timeout <= dayMs ? null : dayMs;
  return { timeoutMs: timeout, reminderMs: reminder === undefined ? usual : reminder, onTimeout };
}

/** A new champion is watched unless the file says otherwise; a shadow only if `promotion` asks for it. */
export function completeLiveTrials(
  { promotion, shadow, probation }: RetrainFile,
  metrics: readonly MetricPolicy[],
  faults: Faults
): Pick<RetrainSpec, 'shadow' | 'probation'> {
  const names = metrics.map(({ name }) => name);
  if (shadow && promotion !== 'shadow')
    faults.expected(
      ['retrain', 'promotion'],
      '`shadow`, as `retrain.shadow` is given',
      promotion ?? 'challenger',
      'change it, or leave `retrain.shadow` out'
    );
  const onProbation = probation ?? {};
  return {
    shadow: completeLive(shadow ?? {}, { samples: 200, timeoutMs: 7 * dayMs }, ['retrain', 'shadow'], names, faults),
    probation:
      probation === null
        ? null
        : completeLive(onProbation, { samples: 100, timeoutMs: dayMs }, ['retrain', 'probation'], names, faults),
  };
}

// --- internal ---

function completeLive(
  file: NonNullable<RetrainFile['shadow']>,
  usual: Pick<LiveSpec, 'samples' | 'timeoutMs'>,
  path: [string, string],
  names: readonly string[],
  faults: Faults
): LiveSpec {
  const { samples = usual.samples, timeout = usual.timeoutMs, significance = 0.05, maxLoss = 0.01, metrics } = file;
  metrics?.forEach((metric, index) => {
    if (names.includes(metric) || !faults.sound(['metrics'])) return;
    const near = didYouMean(metric, names);
    faults.expected(
      [...path, 'metrics', index],
      'a metric of the file',
      metric,
      near ? `did you mean \`${near}\`?` : undefined
    );
  });
  refuseRepeated(metrics ?? [], (index) => [...path, 'metrics', index], faults);
  return { samples, timeoutMs: timeout, significance, maxLoss, metrics: metrics ?? null };
}
