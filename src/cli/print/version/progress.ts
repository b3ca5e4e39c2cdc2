import type { RetrainProgress } from '../../../core/wire/answers.ts';
import { printable } from '../../terminal/table.ts';
import { formatValue } from '../../../terms/metric-kinds.ts';

/** `tuning: trial 3 of 8, best accuracy 0.7100 (trial 1), 2 failed`: where a retrain is. */
export function progressText({ stage, study, version }: RetrainProgress): string {
  const made = version === null ? '' : `, version ${printable(version)}`;
  if (!study || study.begun === 0) return `${stage}${made}`;
  const { begun, planned, best, metric, failed, pruned } = study;
  const facts = [
    stage === 'tuning' ? `trial ${begun} of ${planned}` : `after ${begun} of ${planned} trials`,
    ...(best ? [`best ${printable(metric)} ${formatValue(metric, best.value)} (trial ${best.number + 1})`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(pruned > 0 ? [`${pruned} stopped early`] : []),
  ];
  return `${stage}${made}: ${facts.join(', ')}`;
}
