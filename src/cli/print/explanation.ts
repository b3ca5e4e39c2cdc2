import { challengerLines, gateTexts } from './version/challenger.ts';
import type { GateLine } from '../../core/state/lineage.ts';
import type { Explanation, MonitorView } from '../../core/wire/answers.ts';
import { asWritten } from '../terminal/as-written.ts';
import { colourOfState } from '../terminal/style.ts';
import { decisionText, wordsOf } from '../../core/view/words.ts';
import { endWords } from '../../core/outcome/outcome-words.ts';
import { describeHold } from '../../core/launch/hold-words.ts';
import { distancesTable } from './distances.ts';
import { numbered } from '../../terms/numbered.ts';
import { whatToDo, type FormatOptions, type Meanwhile } from './view.ts';
import { timeText } from '../../terms/time-text.ts';
import { printable, wrap, wrapLines } from '../terminal/table.ts';
import { reasonText, type Decision } from '../../core/state/decision.ts';

interface ExplanationOptions extends FormatOptions, Pick<Meanwhile, 'slow'> {
  /** Of the same monitor, which tells what to do. @default nothing is told to be done */
  view?: MonitorView | undefined;
}

/**
 * Why and why not: the summary, how far every detector is from firing, and the latest decisions.
 *
 * @param most decisions, and reasons of what was refused
 */
export function formatExplanation(
  explanation: Explanation,
  { style, width, slow, view, now }: ExplanationOptions,
  most: number
): string {
  const {
    model,
    summary,
    distances,
    holds,
    warnings = [],
    registry = [],
    pull = [],
    notifiers = [],
    retrying = [],
    refused = [],
    waiting,
    trials,
    judged,
    challenger,
    gate = [],
    decisions,
    evaluations,
    withoutConsequence,
  } = asWritten(explanation);
  const bullets = (texts: readonly string[]): string[] =>
    texts.map((text) => `  ${wrapLines(text, width - 2, '    ')}`);
  const part = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', style.bold(title), ...lines];
  const newest = <T>(all: readonly T[], show: (one: T) => string[]): string[] => [
    ...all.slice(0, most).flatMap(show),
    ...(all.length > most ? [style.dim(`  and ${all.length - most} older (--all shows them)`)] : []),
  ];
  const next = view && whatToDo(view);
  const does = `${printable(summary)}${next === undefined ? '' : `. ${next}`}`;
  return [
    wrap(`${style.bold(model)} ${style.dim('·')} ${does}`, width, '  '),
    ...part('Not yet cancelled', bullets(slow === undefined ? [] : [slow])),
    ...part('Registry', bullets(registry)),
    ...part('Queries that fail', bullets(pull)),
    ...part('Notifiers that do not answer', bullets(notifiers)),
    ...part('Tried again', bullets(retrying)),
    ...part('Odd values', bullets(warnings)),
    ...part(
      `Waits: version ${printable(challenger?.version ?? '')}`,
      challenger ? challengerLines(challenger, { style, width }) : []
    ),
    ...part('How far from firing, nearest first', distancesTable(distances, { style, width, now })),
    ...part('Held by', bullets(holds.map(describeHold))),
    ...part('Waiting', bullets(waiting)),
    ...part('On trial', bullets(trials)),
    ...part('Last challenger that waited', bullets(judged ? [formatJudged(judged)] : [])),
    ...part('Gate of the last retrain', isSame(challenger, gate) ? [] : gateTexts(gate, { style, width })),
    ...part(
      'Refused, newest first',
      newest(refused, ({ at, reason }) => bullets([`${timeText(at)}: ${reason}`]))
    ),
    ...part(
      'Decisions, newest first',
      newest(decisions, (decision) => formatDecision(decision, { style, width }))
    ),
    '',
    style.dim(
      wrap(
        `The detectors were evaluated ${numbered(evaluations, 'time')}; ${evaluations - withoutConsequence} of these led to a decision`,
        width
      )
    ),
  ].join('\n');
}

// --- internal ---

/** It is of the version that waits, and shown with it. */
function isSame(challenger: Explanation['challenger'], gate: readonly GateLine[]): boolean {
  return JSON.stringify(challenger?.report?.gate) === JSON.stringify(gate);
}

function formatJudged({ version, outcome, actor, comment, at }: NonNullable<Explanation['judged']>): string {
  const by =
    outcome === 'timed-out'
      ? `got the default decision at ${timeText(at)}, as nobody decided in time`
      : `was ${outcome} by ${actor} at ${timeText(at)}`;
  return `version ${version} ${by}${comment ? `: ${comment}` : ''}`;
}

function formatDecision(decision: Decision, { style, width }: Pick<FormatOptions, 'style' | 'width'>): string[] {
  const { at, decision: verdict, severity, generation, reasonCodes, reasons, heldBy, note } = decision;
  const told = decisionText(decision);
  const isNamed = told.startsWith(`retrain ${generation} `);
  const what = [
    told,
    ...(severity === 'none' ? [] : [severity]),
    ...(generation === null || isNamed ? [] : [`retrain ${generation}`]),
  ].join(', ');
  const why = [
    ...(verdict === 'expired' ? [expiries[reasonCodes[0] ?? ''] ?? wordsOf(reasonCodes[0] ?? '')] : []),
    ...reasons.map(reasonText),
    ...noteLines(note, reasonCodes),
    ...(heldBy.length > 0 ? [`held by ${heldBy.map(describeHold).join(', ')}`] : []),
  ].filter(Boolean);
  const colour = colourOfState(
    style,
    verdict === 'launched' ? 'retraining' : verdict === 'settled' ? (reasonCodes[0] ?? '') : verdict
  );
  return [
    `  ${style.dim(timeText(at))}  ${colour(printable(what))}`,
    ...why.map((text) => `    ${wrapLines(text, width - 4, '      ')}`),
  ];
}

/** Notes of outcomes begin with what the heading has said already; those of older monitors with its code. */
function noteLines(note: string | undefined, codes: readonly string[]): string[] {
  if (!note) return [];
  const [code = ''] = codes;
  const said = [endWords(codes), code].find((text) => note === text || note.startsWith(`${text}: `));
  const rest = said === undefined ? note : note.slice(said.length + 2);
  return rest === '' ? [] : [rest];
}

/** Why a retrain is no longer wanted. */
const expiries: Readonly<Record<string, string>> = {
  recovered: 'the metric has recovered',
  'new-version': 'another version serves',
  'policy-changed': 'the policy has changed',
  'segment-forgotten': 'its segment was forgotten',
  // The note says by whom.
  withdrawn: '',
};
