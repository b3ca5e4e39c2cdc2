import { relative, resolve, sep } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import { knownKind, possibleValues, shareOfPercent } from '../../terms/metric-kinds.ts';
import { modelArgument } from '../frame/arguments.ts';
import { columnsOf, type NamedColumns } from './columns.ts';
import { columnTimeUnit, readCsvHead } from './csv-head.ts';
import { initKinds, sampleModel, type InitKind, type InitSettings } from './settings.ts';
import { isTaskOpen, learnsOf, taskOf, usualMetric } from './task.ts';
import { usualDirection, type GoodSide } from '../../terms/usual-direction.ts';

/** The flags of `init`; what is missing is asked for, or has a default. */
export interface InitFlags extends NamedColumns {
  kind?: string;
  model?: string;
  metric?: string;
  direction?: string;
  limit?: string;
  promotion?: string;
  csv?: string;
  task?: string;
  positive?: string;
}

/** Answers a question with what somebody types, or with the default. */
export type Ask = (question: string, byDefault: string) => Promise<string>;

/**
 * Seven questions at most: each only if its flag is not given, what is learned of whole numbers only where the metric's
 * name does not say it, and so for which way is good.
 *
 * @throws ConfigurationError about the first answer that cannot be used
 */
export async function readSettings(flags: InitFlags, folder: string, ask: Ask): Promise<InitSettings> {
  const kind = kindOf(flags.kind ?? (await ask(kindQuestion(), 'demo')));
  const model = modelArgument(flags.model ?? (await ask('Model, <project>:<name>?', sampleModel)));
  const { labels, ...data } = kind === 'csv' ? await dataOf(flags, folder, ask) : { labels: undefined };
  const usual = labels === undefined ? 'accuracy' : usualMetric(flags.task, labels);
  const metric = metricOf(flags.metric ?? (await ask('Metric that your service measures?', usual)));
  const learns = labels === undefined ? undefined : await learnsFrom(flags, metric, labels, ask);
  const direction = await directionOf(flags.direction, metric, ask);
  const side = direction === 'lower-is-better' ? 'above' : 'below';
  const byDefault = metric === 'accuracy' && kind !== 'csv' ? '0.72' : 'none';
  const limit = limitOf(
    flags.limit ?? (await ask('Its limit (none: changes are found without one)?', byDefault)),
    metric,
    side
  );
  const promotion = promotionOf(
    flags.promotion ??
      (kind === 'csv' ? 'challenger' : await ask('Promotion, challenger (a person approves) or auto?', 'challenger'))
  );
  return { kind, model, metric, limit, side, promotion, ...data, ...(learns === undefined ? {} : { learns }) };
}

// --- internal ---

async function learnsFrom(
  { task, positive }: InitFlags,
  metric: string,
  labels: readonly string[],
  ask: Ask
): Promise<ReturnType<typeof learnsOf>> {
  const isOpen = task === undefined && positive === undefined && isTaskOpen(metric, labels);
  const question = 'The labels are whole numbers: classification (they are classes) or regression (amounts)?';
  const answered = isOpen ? await ask(question, taskOf(metric, labels)) : task;
  return learnsOf(
    { ...(answered === undefined ? {} : { task: answered }), ...(positive === undefined ? {} : { positive }) },
    metric,
    labels
  );
}

function kindQuestion(): string {
  const lines = Object.entries(initKinds).map(([kind, text]) => `  ${kind.padEnd(8)} ${text}`);
  return `Where is the model trained?\n${lines.join('\n')}\nWhich?`;
}

function kindOf(text: string): InitKind {
  if (Object.hasOwn(initKinds, text)) return text as InitKind;
  const names = Object.keys(initKinds);
  const near = didYouMean(text, names);
  throw new ConfigurationError(
    `Expected --kind to be ${names.join(', ')}, got \`${text}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`
  );
}

function metricOf(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(text)) return text;
  throw new ConfigurationError(
    `Expected --metric to be a name such as \`accuracy\` (letters, digits, dots, dashes or underscores), got \`${text}\``
  );
}

/** Not guessed from a strange name: a limit on the wrong side is silent when it matters. */
async function directionOf(flag: string | undefined, metric: string, ask: Ask): Promise<GoodSide> {
  const builtIn = knownKind(metric)?.direction;
  if (flag !== undefined && builtIn !== undefined && flag !== builtIn)
    throw new ConfigurationError(
      `Expected --direction of ${metric} to be ${builtIn}, as is built in, got \`${flag}\`; leave it out or name another metric`
    );
  const usual = flag === undefined ? (usualDirection(metric) ?? mostlyGood(metric)) : undefined;
  if (usual !== undefined) return usual;
  const text = flag ?? (await ask(`Is a higher value of \`${metric}\` better, yes or no?`, ''));
  const said = Object.entries(saidBy).find(([, words]) => words.includes(text.toLowerCase()))?.[0];
  if (said !== undefined) return said as GoodSide;
  throw new ConfigurationError(
    `Expected --direction to be higher-is-better or lower-is-better, got ${text === '' ? 'none' : `\`${text}\``}; the name \`${metric}\` does not say which way is good, so give one of the two`
  );
}

/** What is mostly so, and read by a person in the new file: without one, nothing is taken for it. */
function mostlyGood(metric: string): GoodSide | undefined {
  const plain = metric.toLowerCase().replaceAll(/[-_.]/g, '');
  if (plain === 'driftscore') return 'lower-is-better';
  return /^(?:ctr|click(?:through)?rate|pvalue|mapchange)$/.test(plain) ? 'higher-is-better' : undefined;
}

const saidBy: Record<GoodSide, readonly string[]> = {
  'higher-is-better': ['higher-is-better', 'y', 'yes'],
  'lower-is-better': ['lower-is-better', 'n', 'no'],
};

function limitOf(text: string, metric: string, side: InitSettings['side']): number | null {
  if (text === 'none') return null;
  const limit = Number(text);
  if (text.trim() === '' || !Number.isFinite(limit))
    throw new ConfigurationError(`Expected --limit to be a number or none, got \`${text}\``);
  const { least, most } = possibleValues(metric);
  if (limit < least || limit > most) {
    const wanted = most === Infinity ? `at least ${least}` : `between ${least} and ${most}`;
    const next = limit > 1 && limit <= 100 ? `write ${shareOfPercent(limit)}` : 'no value of it lies beyond';
    throw new ConfigurationError(`Expected --limit of ${metric} to be ${wanted}, got \`${text}\`; ${next}`);
  }
  if (side === 'below' ? limit <= least : limit >= most)
    throw new ConfigurationError(`No value of ${metric} is ${side} ${limit}: give --limit another one, or none`);
  return limit;
}

function promotionOf(text: string): InitSettings['promotion'] {
  if (text === 'challenger' || text === 'auto') return text;
  throw new ConfigurationError(`Expected --promotion to be challenger or auto, got \`${text}\``);
}

/** Read off the file: the columns by their usual names, and the unit of the time by its first value. */
async function dataOf(
  flags: InitFlags,
  folder: string,
  ask: Ask
): Promise<Required<Pick<InitSettings, 'data' | 'seen'>> & { labels: string[] }> {
  const csv =
    flags.csv ??
    (await ask('CSV with the rows to train on (oldest first, a label of two classes or a number)?', 'rows.csv'));
  if (relative(folder, resolve(folder, csv)).split(sep)[0] === '..')
    throw new ConfigurationError(
      `Expected the rows to be in the folder \`${folder}\`, which is all that its worker reads, got \`${csv}\`; copy them there`
    );
  const head = await readCsvHead(resolve(folder, csv), csv);
  const { seen, ...columns } = columnsOf(head, flags, csv);
  const cell = head.first[head.columns.indexOf(columns.time)];
  if (cell === undefined || head.first.join('') === '')
    throw new ConfigurationError(`Expected ${csv} to have rows below its heading, found none; write them first`);
  const timeUnit = columnTimeUnit(cell, columns.time, Date.now());
  const at = head.columns.indexOf(columns.label);
  const labels = head.rows.map((row) => row[at] ?? '');
  return { data: { csv, ...columns, ...(timeUnit ? { timeUnit } : {}) }, seen, labels };
}
