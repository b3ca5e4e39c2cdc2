import { asksInSegments, detectorsInNoRule, segmentsText, type Asking } from '../core/view/asks-for.ts';
import { compareSeverity } from '../terms/level.ts';
import type { Policy, RulePolicy, RuleTerm } from '../core/state/policy.ts';

type Ruled = Pick<Policy, 'rules' | 'metrics'>;

/** Warns of detectors that watch in vain because of the rules, and of what rules say in vain. */
export function ruleAdvice(policy: Ruled): string[] {
  return [
    ...inNoRule(policy),
    ...inSilentRules(policy),
    ...inSegmentsAlone(policy),
    ...inNoSegment(policy),
    ...absorbed(policy),
  ];
}

// --- internal ---

function inNoRule(policy: Ruled): string[] {
  const idle = detectorsInNoRule(policy);
  if (idle.length === 0) return [];
  const [fires, them] = idle.length === 1 ? ['it fires', 'it'] : ['these fire', 'them'];
  return [
    `No rule names ${shown(idle.map(quoted))}: with \`rules\` only they ask for retrains, so nothing happens when ${fires}; add ${them} to a rule, such as ${ruleOf(idle)}`,
  ];
}

/** Such a rule is a note in the ledger; without any other, its detector is one, too. */
function inSilentRules(policy: Ruled): string[] {
  // Without rules detectors have severities of their own, and one that is to note alone says so itself.
  if (policy.rules.length === 0) return [];
  const found = policy.metrics.flatMap((metric) =>
    metric.detectors.flatMap((detector) => {
      const asked = asksInSegments(policy, metric, detector);
      const isSilent = asked.length > 0 && asked.every(asksForNothing);
      return isSilent ? [{ id: `${metric.name}:${detector.id}`, rules: asked.flatMap(({ rules }) => rules) }] : [];
    })
  );
  if (found.length === 0) return [];
  const fires = found.length === 1 ? 'it fires' : 'these fire';
  const rules = [...new Set(found.flatMap((one) => one.rules))];
  const those = rules.length === 1 ? 'rule' : 'one of the rules';
  return [
    `Only rules of \`severity: none\` name ${shown(found.map(({ id }) => quoted(id)))}: when ${fires}, that stands in the ledger, and no retrain is asked for; unless that is meant, give ${those} ${segmentsText(rules, quoted)} the severity \`soft\` or \`full\``,
  ];
}

/** A segment is easily mistyped, and most values come without one. */
function inSegmentsAlone(policy: Ruled): string[] {
  const found = policy.metrics.flatMap((metric) =>
    metric.detectors.flatMap((detector) => {
      const asked = asksInSegments(policy, metric, detector).filter((one) => !asksForNothing(one));
      const segments = [...new Set(asked.flatMap((one) => one.segments ?? []))].toSorted();
      const isEverywhere = asked.some((one) => one.segments === null) || metric.maxSegments === 0;
      return asked.length === 0 || isEverywhere ? [] : [{ id: `${metric.name}:${detector.id}`, segments }];
    })
  );
  if (found.length === 0) return [];
  const [fires, them] = found.length === 1 ? ['it fires', 'it'] : ['these fire', 'them'];
  const unsegmented = found.some(({ segments }) => segments.includes('')) ? '' : ', values without a segment included';
  const named = found.map(({ id, segments }) => `${quoted(id)} in ${segmentsText(segments, quoted)} alone`);
  return [
    `Rules name ${shown(named)}: no retrain is asked for when ${fires} elsewhere${unsegmented}; unless that is meant, add ${them} to a rule without \`segment\`, such as ${ruleOf(found.map(({ id }) => id))}`,
  ];
}

function inNoSegment({ rules, metrics }: Ruled): string[] {
  return metrics.flatMap(({ name, maxSegments }) => {
    if (maxSegments > 0) return [];
    const terms = rules.flatMap(({ id, of }) =>
      of.flatMap(({ metric, segment = '' }) => (metric === name && segment !== '' ? [{ id, segment }] : []))
    );
    if (terms.length === 0) return [];
    const ids = [...new Set(terms.map(({ id }) => id))];
    const segments = [...new Set(terms.map(({ segment }) => segment))];
    const those = ids.length === 1 ? 'rule' : 'rules';
    return [
      `\`maxSegments\` of \`${name}\` is 0, so that what ${those} ${segmentsText(ids, quoted)} say${ids.length === 1 ? 's' : ''} of its ${segmentsText(segments, quoted)} never holds; raise it, or leave \`segment\` out of the ${those}`,
    ];
  });
}

/** Such a rule is true only while another is that asks for as much: what it adds decides nothing. */
function absorbed({ rules }: Ruled): string[] {
  return rules.flatMap((rule, i) => {
    if (rule.severity === 'none') return [];
    const by = rules.find(
      (one, k) =>
        k !== i &&
        compareSeverity(one.severity, rule.severity) >= 0 &&
        holdsWith(one, rule) &&
        // Of two that say the same, the later one is told.
        !(k > i && one.severity === rule.severity && holdsWith(rule, one))
    );
    return by === undefined
      ? []
      : [
          `Rule ${quoted(rule.id)} asks for nothing that rule ${quoted(by.id)} has not: whenever it is true, so is that one, which asks for a ${by.severity} retrain; drop one of the two${rule.severity === 'full' ? '' : `, or give ${quoted(rule.id)} a higher severity`}`,
        ];
  });
}

/** Whether a rule is true whenever the other is: enough of the terms that hold then make terms of its own hold. */
function holdsWith(rule: RulePolicy, other: RulePolicy): boolean {
  const left = [...rule.of];
  const unrelated = other.of.filter((term) => {
    const found = left.findIndex((one) => isMetBy(one, term));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  return other.atLeast - unrelated.length >= rule.atLeast;
}

function isMetBy(one: RuleTerm, { metric, detector, segment, level }: RuleTerm): boolean {
  return (
    one.metric === metric &&
    (one.detector === undefined || one.detector === detector) &&
    (one.segment === undefined || one.segment === segment) &&
    (one.level === level || one.level === 'warning')
  );
}

function asksForNothing({ severity }: Asking): boolean {
  return severity === 'none';
}

function ruleOf(ids: readonly string[]): string {
  return `\`{ id: others, any: [${ids
    .slice(0, 3)
    .map((one) => `'${one}'`)
    .join(', ')}] }\``;
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function shown(names: readonly string[]): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`;
}

const most = 10;
