import { diffLines } from '../../config/diff-monitors.ts';
import { numbered } from '../../terms/numbered.ts';
import { printable } from '../terminal/table.ts';
import type { Step } from '../apply/plan.ts';
import type { Style } from '../terminal/style.ts';

/** A plan as text: `+` starts, `~` changes, `-` stops; what stays as it is only counts. */
export function formatPlan(steps: readonly Step[], style: Style): string {
  const lines = steps.flatMap(({ action, model, file, differences, anew = [], effect, sameAs }) => {
    const from = file === null ? '' : style.dim(`  ${printable(file)}`);
    if (action === 'start')
      return [`${style.green('+')} ${model}${from}`, ...(sameAs ? [renameText(model, sameAs)] : [])];
    if (action === 'stop') return [`${style.red('-')} ${model}`, ...(effect ? [`    ${printable(effect)}`] : [])];
    if (action === 'keep') return [];
    const lines = [...diffLines(differences), ...anewText(anew, true)];
    return [`${style.yellow('~')} ${model}${from}`, ...lines.map((line) => `    ${printable(line)}`)];
  });
  const count = (action: Step['action']): number => steps.filter((step) => step.action === action).length;
  const summary = `${count('start')} to start, ${count('change')} to change, ${count('stop')} to stop, ${count('keep')} as they are`;
  return [...lines, ...(lines.length > 0 ? [''] : []), `${numbered(steps.length, 'monitor')}: ${summary}.`].join('\n');
}

/** Whoever changes an option of a detector may not know what that costs. */
export function anewText(anew: readonly string[], isDry: boolean): string[] {
  if (anew.length === 0) return [];
  return [
    `${isDry ? 'Would learn again' : 'Learning again'}, from nothing: ${anew.join(', ')}. The others keep what they have learned.`,
  ];
}

// --- internal ---

function renameText(model: string, old: string): string {
  return `    Has the policy of ${old}, which is stopped. If this is its new name: ${model} begins anew, without a version; what ${old} has learned, its versions and its history stay under the old name`;
}
