import type { Reign, ModelCard, VersionCard } from '../../../core/wire/model-card.ts';
import { ofPeople } from '../../terminal/as-written.ts';
import { challengerLines } from './challenger.ts';
import { wordsOf } from '../../../core/view/words.ts';
import { formatAgo } from '../time.ts';
import { formatValue } from '../../../terms/metric-kinds.ts';
import { printable, table, wrap } from '../../terminal/table.ts';
import { timeText } from '../../../terms/time-text.ts';
import type { FormatOptions } from '../view.ts';

type Options = Pick<FormatOptions, 'style' | 'width'>;

/** Versions in a table, newest first. */
export function formatVersions(
  { model, registry, versions, more, shown }: ModelCard,
  { style, width }: Options,
  now: number
): string {
  if (versions.length === 0) return `No version of ${model} is in the registry \`${printable(registry)}\`.`;
  const rows = versions.map((one) => [
    one.version,
    fateOf(one),
    formatAgo(one.createdAt, now),
    one.lineage.parent ?? '-',
    one.lineage.kind,
    metricsText(one),
    one.gate === null ? '-' : one.gate.passed ? 'passed' : 'failed',
    ofPeople(one.lineage.reasons[0] ?? '-'),
  ]);
  const heading = ['VERSION', 'STATE', 'MADE', 'FROM', 'KIND', 'METRICS', 'GATE', 'WHY'];
  const notes = [
    ...(more > 0 ? [style.dim(`and ${more} older (--limit shows more)`)] : []),
    ...(shown === undefined ? [] : [`The registry itself shows ${printable(shown ?? 'no version')} as champion.`]),
  ];
  return [table(heading, rows, { width, whole: [0, 1], below: [7, 5, 3, 4], dim: style.dim }), ...notes].join('\n');
}

/** One version with everything that is known of it. */
export function formatVersion(model: string, card: VersionCard, { style, width }: Options): string {
  const { version, createdAt, artifact, lineage, metrics, gate } = card;
  const { parent, generation, kind, reasons, hyperparameters, dataWindow } = lineage;
  const facts: [string, string][] = [
    ['made', `${timeText(createdAt)}, by retrain ${generation} (${kind})${parent === null ? '' : `, from ${parent}`}`],
    ['why', ofPeople(reasons.join('; ')) || '-'],
    [
      'metrics',
      Object.entries(metrics)
        .map(([name, value]) => `${name} ${formatValue(name, value)}`)
        .join(', ') || '-',
    ],
    ['settings', hyperparameters === null ? 'too many to be told' : JSON.stringify(hyperparameters)],
    ...(dataWindow ? [['data', `${dataWindow.samples} rows`] as [string, string]] : []),
    ['artifact', `${artifact.uri} (${artifact.bytes} bytes)`],
    ['sha256', artifact.sha256],
  ];
  const head = [style.bold(`${model} ${printable(version)}`), ...(fateOf(card) === '' ? [] : [fateOf(card)])];
  const verdict = gate === null ? [] : ['', style.bold(`Gate: ${gate.passed ? 'passed' : 'failed'}`)];
  return [
    head.join(style.dim(' · ')),
    ...facts.map(([name, text]) => `${style.dim(name.padEnd(9))} ${wrap(printable(text), width - 10, ' '.repeat(10))}`),
    ...verdict,
    ...(gate === null ? [] : challengerLines({ version, against: parent, report: gate }, { style, width })),
  ].join('\n');
}

/** Who served when, newest first. */
export function formatReigns(model: string, reigns: readonly Reign[], { style, width }: Options): string {
  if (reigns.length === 0) return `No version of ${model} has ever served.`;
  const rows = reigns.map(({ version, from, until, actor, reason }) => [
    version ?? '(none)',
    timeText(from),
    until === null ? 'still' : timeText(until),
    actor,
    ofPeople(reason),
  ]);
  return table(['CHAMPION', 'FROM', 'UNTIL', 'BY', 'WHY'], rows, {
    width,
    whole: [0, 1, 2],
    below: [4, 3],
    dim: style.dim,
  });
}

// --- internal ---

/** Its aliases, and what became of it, where that is known. */
function fateOf({ aliases, became }: VersionCard): string {
  return [...aliases, ...(became === undefined ? [] : [wordsOf(became)])].join(', ');
}

/** The first metric is what most gates look at; beside it what the champion had on the same rows. */
function metricsText({ gate, metrics }: VersionCard): string {
  const compared = gate?.metrics.slice(0, 1).map(({ metric, champion, challenger }) => {
    const shown = (value: number | null): string => (value === null ? '-' : formatValue(metric, value));
    return `${metric} ${champion === null ? '' : `${shown(champion)} → `}${shown(challenger)}`;
  });
  if (compared && compared.length > 0) return compared.join(', ');
  const [first] = Object.entries(metrics);
  return first ? `${first[0]} ${formatValue(first[0], first[1])}` : '-';
}
