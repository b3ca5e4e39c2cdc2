import { reasonText } from '../src/core/state/decision.ts';
import { expectedKind } from '../src/core/launch/retrain-priority.ts';
import type { RetrainProgress } from '../src/core/wire/answers.ts';
import { outcomeWords } from '../src/core/outcome/outcome-words.ts';
import { columns, digits, escapeMarkdown } from './details.ts';
import type { GateReport } from '../src/core/state/lineage.ts';
import type { RetrainOutcome, RetrainRequest } from '../src/core/state/retrain.ts';

/** A retrain as markdown for the Temporal UI: why, where it is or how it ended, the gate, the trials. */
export function progressDetails(
  request: RetrainRequest,
  progress: RetrainProgress,
  { gate, outcome }: { gate?: GateReport | undefined; outcome?: RetrainOutcome } = {}
): string {
  const lines = [
    `**${expectedKind(request)} retrain ${request.generation}** of ${escapeMarkdown(request.model)}: **${outcome ? outcomeWords(outcome.status) : progress.stage}**${studyText(progress)}`,
    ...(outcome ? outcomeLines(outcome) : []),
    '',
    ...request.reasons.slice(0, 20).map((reason) => `- ${escapeMarkdown(reasonText(reason))}`),
  ];
  if (gate) {
    const checks = gate.checks.map(({ rule, passed, text }) => [passed ? 'passed' : 'FAILED', rule, text]);
    lines.push('', `gate **${gate.passed ? 'passed' : 'failed'}**`, '', columns(checks.slice(0, 40)));
  }
  if (progress.trials.length > 0) {
    const rows = progress.trials
      .slice(-30)
      .map(({ number, state, value, params }) => [
        `${number}`,
        state,
        value === null ? '-' : digits(value),
        JSON.stringify(params),
      ]);
    lines.push('', columns([['trial', 'state', 'value', 'hyper-parameters'], ...rows]));
  }
  return lines.join('\n').slice(0, 18_000);
}

// --- internal ---

function studyText({ study, stage }: RetrainProgress): string {
  if (!study || stage !== 'tuning') return '';
  const best = study.best ? `, best ${escapeMarkdown(study.metric)} ${digits(study.best.value)}` : '';
  return `, trial ${study.begun} of ${study.planned}${best}`;
}

function outcomeLines({ version, previousVersion, error }: RetrainOutcome): string[] {
  const replaced = previousVersion ? `, in place of ${escapeMarkdown(previousVersion)}` : '';
  return [
    ...(version === undefined ? [] : ['', `version **${escapeMarkdown(version)}**${replaced}`]),
    ...(error ? ['', escapeMarkdown(error.message)] : []),
  ];
}
