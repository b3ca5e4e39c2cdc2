import { printable, wrap } from '../terminal/table.ts';
import { numbered } from '../../terms/numbered.ts';
import { isSound, type Finding } from '../../doctor/check.ts';
import type { Repair } from '../../doctor/repair/repair-monitor.ts';
import type { FormatOptions } from './view.ts';

/** One finding as text: what it is, and for a problem also why and what to do. */
export function formatFinding(
  { check, status, text, cause, fix }: Finding,
  { style, width }: Pick<FormatOptions, 'style' | 'width'>
): string {
  const mark = (status === 'ok' ? style.green : status === 'fault' ? style.red : style.yellow)(status);
  const hanging = (told: string, indent: number): string =>
    wrap(printable(told), width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
  const lines = [`${mark}  ${hanging(`${check}: ${text}`, 9)}`];
  if (cause !== undefined) lines.push(`       because: ${hanging(cause, 16)}`);
  if (fix !== undefined) lines.push(`       to do:   ${hanging(fix, 16)}`);
  return lines.join('\n');
}

/** What all findings come to; `undefined` where one is no mere warning: then something has to be done. */
export function formatWell(findings: readonly Pick<Finding, 'status'>[]): string | undefined {
  if (!findings.every(isSound)) return undefined;
  const warnings = findings.filter(({ status }) => status === 'warning').length;
  return warnings === 0 ? 'All is well.' : `No fault, but ${numbered(warnings, 'warning')} to look at.`;
}

/** What a repair has done. */
export function formatRepair({ model, failure, newRunId, takenAgain, leftOut }: Repair): string {
  const lines = [
    `Monitor ${model} goes on as run ${printable(newRunId)}.`,
    `It was wedged by: ${printable(failure)}`,
    `${takenAgain} signal${takenAgain === 1 ? ' was' : 's were'} applied again unchanged.`,
  ];
  for (const { eventId, name, because, isLost } of leftOut)
    lines.push(
      `${isLost ? 'Lost' : 'Left out'}: signal \`${printable(name)}\` of event ${eventId}: ${printable(because)}`
    );
  if (!leftOut.some(({ isLost }) => isLost)) lines.push('Nothing that counts was lost.');
  return lines.join('\n');
}
