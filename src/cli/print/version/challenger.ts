import { refusalOfPlace, refusalOfUncompared } from '../../../core/candidate/another-champion.ts';
import type { MonitorView } from '../../../core/wire/answers.ts';
import type { ChallengerReport, GateLine } from '../../../core/state/lineage.ts';
import type { Style } from '../../terminal/style.ts';
import { adoptInstead } from '../../../core/candidate/approval.ts';
import { approveIt } from '../../../core/candidate/refusal-to-tell.ts';
import { printable, table, wrap } from '../../terminal/table.ts';
import { formatValue } from '../../../terms/metric-kinds.ts';

export interface ShownChallenger {
  version: string;
  against?: string | null;
  report?: ChallengerReport;
}

/** What a version has shown beside the champion, for whoever is to decide on it. */
export function challengerLines(
  { version, against = null, report }: ShownChallenger,
  { style, width }: { style: Style; width: number }
): string[] {
  if (!report)
    return [style.dim(`  What version ${printable(version)} has shown is not known; \`monitor versions\` may tell.`)];
  const { metrics, gate, samples } = report;
  const shown = (metric: string, value: number | null): string => (value === null ? '-' : formatValue(metric, value));
  const rows = metrics.map(({ metric, champion, challenger }) => [
    metric,
    shown(metric, champion),
    shown(metric, challenger),
  ]);
  const heading = ['METRIC', `CHAMPION ${against ?? '(none)'}`, `CHALLENGER ${version}`];
  const on = samples === null ? [] : [style.dim(`  on the same ${samples} held-out rows`)];
  return [
    ...(rows.length === 0 ? [] : [indented(table(heading, rows, { width: width - 2, right: [1, 2], dim: style.dim }))]),
    ...on,
    ...gateTexts(gate, { style, width }),
  ];
}

/** The rules of a gate, failed ones first. */
export function gateTexts(gate: readonly GateLine[], { style, width }: { style: Style; width: number }): string[] {
  return gate.map(({ passed, text }) => {
    const verdict = passed ? style.green('passed') : style.red('failed');
    return `  ${verdict}  ${wrap(printable(text), width - 10, ' '.repeat(10))}`;
  });
}

/** Why a version cannot be approved or rejected: another one waits, or none. */
export function notWaiting({ approval, shadow }: MonitorView, version: string): string | undefined {
  const waits = (approval ?? shadow)?.version;
  if (waits === version) return undefined;
  return `Version ${version} does not wait: ${waits === undefined ? 'none does' : `${waits} does; look at that one first`}`;
}

/** The same, where somebody wants to approve it: there is another way for one that does not wait. */
export function notToApprove(view: MonitorView, version: string): string | undefined {
  const text = notWaiting(view, version);
  if (text === undefined) return undefined;
  const waits = view.approval?.version;
  const way = waits === undefined ? '' : `; ${approveIt(view.model, waits)}`;
  // A view does not have every version that there is.
  const other = adoptInstead({ ...view, version });
  return `${text}${way}${other && `; if the registry has ${version}${other.replace(/^; /, ', ')}`}`;
}

/** Why a version cannot be approved in place of another, or without naming it. */
export function notInPlaceOf(view: MonitorView, version: string | undefined): string | undefined {
  const command = { name: 'approve', actor: 'somebody', comment: '' } as const;
  return version === undefined
    ? refusalOfUncompared(view, command)
    : refusalOfPlace(view, { ...command, inPlaceOf: version })?.text;
}

// --- internal ---

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
