import { moreSevere, type Severity } from '../../terms/level.ts';
import type { DetectorPolicy, MetricPolicy, Policy } from '../state/policy.ts';

/** What a detector asks for when it fires: alone, or as a part of rules. */
export interface Asking {
  /** `none`: it only observes. */
  severity: Severity;
  /** The rules that name it; empty where the policy has no rules. */
  rules: string[];
}

/** What becomes of a detector's finding. Once a policy has rules, only they ask for retrains. */
export function asksFor(policy: Pick<Policy, 'rules'>, metric: string, detector: DetectorPolicy): Asking {
  if (policy.rules.length === 0) return { severity: detector.severity, rules: [] };
  const naming = policy.rules.filter(({ of }) =>
    of.some((term) => term.metric === metric && (term.detector === undefined || term.detector === detector.id))
  );
  const severity = naming.reduce<Severity>((most, rule) => moreSevere(most, rule.severity), 'none');
  return { severity, rules: naming.map(({ id }) => id) };
}

/** Whether a drift of this metric alone can launch a retrain: some only observe, some count only beside others. */
export function asksAlone({ rules }: Pick<Policy, 'rules'>, { name, detectors }: MetricPolicy): boolean {
  if (rules.length === 0) return detectors.some(({ severity }) => severity !== 'none');
  return rules.some(
    ({ severity, atLeast, of }) => severity !== 'none' && of.filter(({ metric }) => metric === name).length >= atLeast
  );
}

/** Detectors that no rule names although the policy has rules: `accuracy:limit`. They watch in vain. */
export function detectorsInNoRule(policy: Pick<Policy, 'rules' | 'metrics'>): string[] {
  if (policy.rules.length === 0) return [];
  return policy.metrics.flatMap(({ name, detectors }) =>
    detectors.filter((detector) => asksFor(policy, name, detector).rules.length === 0).map(({ id }) => `${name}:${id}`)
  );
}
