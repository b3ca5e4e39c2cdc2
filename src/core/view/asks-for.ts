import { moreSevere, type Severity } from '../../terms/level.ts';
import type { DetectorPolicy, MetricPolicy, Policy, RulePolicy, RuleTerm } from '../state/policy.ts';

/** What a detector asks for when it fires: alone, or as a part of rules. */
export interface Asking {
  /** `none`: it only observes. */
  severity: Severity;
  /** The rules that name it; empty where the policy has no rules. */
  rules: string[];
}

export interface AskingInSegments extends Asking {
  /** Where it asks for that, the empty name being the model as a whole; `null`: everywhere. */
  segments: string[] | null;
}

/**
 * What becomes of a detector's finding in the stream of that segment. Once a policy has rules, only they ask for
 * retrains.
 */
export function asksFor(
  { rules }: Pick<Policy, 'rules'>,
  metric: string,
  detector: DetectorPolicy,
  segment: string
): Asking {
  if (rules.length === 0) return { severity: detector.severity, rules: [] };
  return asking(rules.filter(({ of }) => of.some((term) => names(term, metric, detector) && isOf(term, segment))));
}

/** The same wherever it is: everywhere first, then by segments; empty where no rule can ask for anything. */
export function asksInSegments(
  { rules }: Pick<Policy, 'rules'>,
  { name, maxSegments }: Pick<MetricPolicy, 'name' | 'maxSegments'>,
  detector: DetectorPolicy
): AskingInSegments[] {
  if (rules.length === 0) return [{ severity: detector.severity, rules: [], segments: null }];
  const bySegments = new Map<string, { segments: string[] | null; naming: RulePolicy[] }>();
  for (const rule of rules) {
    const named = rule.of.filter((term) => names(term, name, detector)).map(({ segment }) => segment);
    const isEverywhere = named.includes(undefined);
    const kept = named.filter((one) => one !== undefined && (one === '' || maxSegments > 0)) as string[];
    if (!isEverywhere && kept.length === 0) continue;
    const segments = isEverywhere ? null : [...new Set(kept)].toSorted();
    const key = JSON.stringify(segments);
    const found = bySegments.get(key);
    if (found) found.naming.push(rule);
    else bySegments.set(key, { segments, naming: [rule] });
  }
  return [...bySegments.values()]
    .map(({ segments, naming }) => ({ ...asking(naming), segments }))
    .toSorted((a, b) => Number(a.segments !== null) - Number(b.segments !== null));
}

/**
 * Whether a drift of this metric alone can launch a retrain, in streams of these segments: some only observe, some
 * count only beside others.
 */
export function asksAlone(
  { rules }: Pick<Policy, 'rules'>,
  { name, detectors }: MetricPolicy,
  segments: readonly string[]
): boolean {
  if (rules.length === 0) return detectors.some(({ severity }) => severity !== 'none');
  const canHold = (term: RuleTerm): boolean => term.metric === name && segments.some((segment) => isOf(term, segment));
  return rules.some(({ severity, atLeast, of }) => severity !== 'none' && of.filter(canHold).length >= atLeast);
}

/** Detectors that no rule names although the policy has rules: `accuracy:limit`. They watch in vain. */
export function detectorsInNoRule({ rules, metrics }: Pick<Policy, 'rules' | 'metrics'>): string[] {
  if (rules.length === 0) return [];
  return metrics.flatMap(({ name, detectors }) =>
    detectors
      .filter((detector) => !rules.some(({ of }) => of.some((term) => names(term, name, detector))))
      .map(({ id }) => `${name}:${id}`)
  );
}

/** Segments in words, of many the first: `DE and FR`, `DE, ES, FR, IT, PL and 4 more`. */
export function segmentsText(segments: readonly string[], show: (segment: string) => string = (name) => name): string {
  const words = segments.map((segment) => (segment === '' ? 'the whole model' : show(segment)));
  const more = words.length > mostSegments ? `${words.length - mostSegments} more` : undefined;
  const [last, ...others] = [...words.slice(0, mostSegments), ...(more === undefined ? [] : [more])].toReversed();
  return others.length === 0 ? (last ?? '') : `${others.toReversed().join(', ')} and ${last}`;
}

// --- internal ---

const mostSegments = 5;

function names(term: RuleTerm, metric: string, detector: DetectorPolicy): boolean {
  return term.metric === metric && (term.detector === undefined || term.detector === detector.id);
}

function isOf(term: RuleTerm, segment: string): boolean {
  return term.segment === undefined || term.segment === segment;
}

function asking(naming: readonly RulePolicy[]): Asking {
  const severity = naming.reduce<Severity>((most, rule) => moreSevere(most, rule.severity), 'none');
  return { severity, rules: naming.map(({ id }) => id) };
}
