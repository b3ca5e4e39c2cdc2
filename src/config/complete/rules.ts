import type { MetricPolicy, RulePolicy, RuleTerm } from '../../core/state/policy.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import type { Faults } from '../faults/faults.ts';
import { refuseTwins } from './numbered-ids.ts';
import type { RuleFile, TermFile } from '../schema/rule-schema.ts';
import { fieldOf, listOf, type Path } from '../faults/path.ts';

/** What rule terms may name. */
export interface Nameable {
  /** Every metric of the file. */
  metrics: readonly string[];
  /** The valid ones, with their detectors. */
  complete: readonly MetricPolicy[];
}

/** A rule that is `undefined` could not be read; it only keeps the numbers of later rules right. */
export function completeRules(files: readonly (RuleFile | undefined)[], known: Nameable, faults: Faults): RulePolicy[] {
  const ids = files.map((file) => file?.id);
  refuseTwins(ids, 'rule', (index) => ['rules', index, 'id'], faults);
  return files.flatMap((file, index) => (file ? [completeRule(file, known, ['rules', index], faults)] : []));
}

// --- internal ---

function completeRule(file: RuleFile, known: Nameable, path: Path, faults: Faults): RulePolicy {
  const { id, severity = 'soft' } = file;
  const forms = (['any', 'all', 'of'] as const).filter((form) => file[form] !== undefined);
  const [form] = forms;
  if (!form || forms.length > 1 || (form === 'of') !== (file.atLeast !== undefined)) {
    const given = ['any', 'all', 'atLeast', 'of'].filter((field) => field in file);
    faults.add(
      path,
      `Expected \`${fieldOf(path)}\` to have either \`any\`, \`all\`, or \`atLeast\` and \`of\`, got ${listOf(given, 'and') || 'none of them'}`
    );
    return { id, severity, atLeast: 1, of: [] };
  }
  const terms = file[form] ?? [];
  const of = terms.map((term, index) => completeTerm(term, known, [...path, form, index], faults));
  refuseCountedTwice(of, terms, [...path, form], faults);
  const atLeast = form === 'any' ? 1 : form === 'all' ? terms.length : (file.atLeast ?? 1);
  if (atLeast > terms.length)
    faults.expected([...path, 'atLeast'], `at most ${terms.length}, the number of terms`, atLeast);
  return { id, severity, atLeast, of };
}

function completeTerm(term: TermFile, known: Nameable, path: Path, faults: Faults): RuleTerm {
  const isText = typeof term === 'string';
  const [metric = '', ...rest] = isText ? term.split(':') : [term.metric];
  const detector = isText ? (rest.length === 0 ? undefined : rest.join(':')) : term.detector;
  const segment = isText ? undefined : term.segment;
  const level = isText ? 'drift' : (term.level ?? 'drift');
  checkTerm(metric, detector, known, isText ? { metric: path, detector: path } : fieldsOf(path), faults);
  return {
    metric,
    ...(detector === undefined ? {} : { detector }),
    ...(segment === undefined ? {} : { segment }),
    level,
  };
}

function checkTerm(
  metric: string,
  detector: string | undefined,
  known: Nameable,
  paths: { metric: Path; detector: Path },
  faults: Faults
): void {
  if (!known.metrics.includes(metric))
    return faults.expected(paths.metric, 'a metric of this monitor', metric, () => suggestion(metric, known.metrics));
  if (detector === undefined) return;
  const ids = known.complete.find(({ name }) => name === metric)?.detectors.map(({ id }) => id);
  if (ids && !ids.includes(detector))
    faults.expected(paths.detector, `a detector of \`${metric}\``, detector, () => suggestion(detector, ids));
}

/** One finding would be two terms: `atLeast: 2` would be met by one detector alone. */
function refuseCountedTwice(of: readonly RuleTerm[], written: readonly TermFile[], path: Path, faults: Faults): void {
  // Where any one term is enough, a part of another counts for nothing.
  const isSame = path.at(-1) === 'any' ? areAlike : overlap;
  of.forEach((term, index) => {
    const first = of.findIndex((other, at) => at < index && isSame(term, other));
    if (first === -1) return;
    const next = `\`${fieldOf([...path, first])}\` does: remove one of them`;
    faults.expected([...path, index], 'a term that no other one of the rule counts already', written[index], next);
  });
}

function areAlike(a: RuleTerm, b: RuleTerm): boolean {
  return a.metric === b.metric && a.detector === b.detector && a.segment === b.segment;
}

/** A term without a detector is met by each of its metric's, one without a segment by each segment's. */
function overlap(a: RuleTerm, b: RuleTerm): boolean {
  const meet = (one?: string, other?: string): boolean => one === undefined || other === undefined || one === other;
  return a.metric === b.metric && meet(a.detector, b.detector) && meet(a.segment, b.segment);
}

function fieldsOf(path: Path): { metric: Path; detector: Path } {
  return { metric: [...path, 'metric'], detector: [...path, 'detector'] };
}

function suggestion(word: string, names: readonly string[]): string {
  const near = didYouMean(word, names.slice(0, 100));
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return names.length === 0 ? 'it has none; add one' : `it can be ${listOf(names.slice(0, 20))}`;
}
