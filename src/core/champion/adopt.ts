import { automaton, closeApproval, dropChallenger, noteReplaced } from '../candidate/approval.ts';
import { endIncident } from '../candidate/candidate-failed.ts';
import { expire } from '../launch/expire.ts';
import { metricOf, restartedSlot } from '../state/series.ts';
import { openProbation } from '../candidate/probation.ts';
import { restartWindows } from '../ingestion/aggregate.ts';
import { restartLate } from '../ingestion/late-labels.ts';
import { restartShadow } from '../candidate/shadow.ts';
import type { Draft } from '../state/draft.ts';

/**
 * A new version serves from now on: the baseline restarts, and after a promotion the incident is over.
 *
 * @param previous   what the registry says served before; after a retried call that may be `version` itself
 * @param generation of the new version, which makes challengers of earlier generations obsolete; `null` for a rollback
 */
export function adopt(draft: Draft, version: string, previous: string | null, generation: number | null): void {
  const { state } = draft;
  const served = [previous, state.champion].filter((one) => one !== null && one !== version);
  state.champion = version;
  state.foundServing = null;
  // What could not be done before has been overtaken.
  state.commandFailed = null;
  state.retired = [...new Set([...state.retired.filter((one) => one !== version && !served.includes(one)), ...served])]
    .filter((one) => one !== null)
    .slice(-20);
  const { approval, shadow } = state;
  for (const one of [approval, shadow]) {
    if (!one || generation === null || one.generation > generation || one.version === version) continue;
    dropChallenger(draft, one, automaton, `superseded by version ${version}`, { superseded: true });
  }
  if (approval && generation !== null && approval.generation <= generation) {
    const { actor, comment } = approval.decided ?? { actor: automaton, comment: `by version ${version}` };
    closeApproval(draft, approval.version === version ? 'approved' : 'superseded', actor, comment);
    if (approval.version !== version) noteReplaced(draft, approval, version);
  }
  if (shadow && generation !== null && shadow.generation <= generation) state.shadow = null;
  state.dropped = state.dropped.filter((one) => one !== version);
  state.undone = state.undone.filter((one) => one !== version);
  if (state.shadow && served.length > 0) restartShadow(draft, version);
  state.probation = null;
  state.rolledBack = generation === null ? withoutVersion(state.rolledBack, version, served) : state.rolledBack;
  if (generation !== null) openProbation(draft, generation, version, served.at(-1) ?? null);
  // A promotion ends the incident when it has stood its probation; a rollback is part of it.
  if (generation !== null && !state.probation) endIncident(draft);
  restartBaseline(draft);
}

/** Forgets the levels that the detectors learned from the old version, and the triggers that it raised. */
export function restartBaseline(draft: Draft): void {
  const { state } = draft;
  for (const key of Object.keys(state.series)) {
    const series = draft.series(key);
    const metric = metricOf(state.policy, series?.metric);
    if (series && metric) {
      const { slots } = series;
      draft.dropSlots(series);
      series.slots = metric.detectors.map((detector, k) => restartedSlot(detector, slots[k], series.lastAt));
      series.n = 0;
      series.window = [];
      series.next = 0;
      if (series.season) delete series.season.residuals;
      restartLate(series, draft.now);
      restartWindows(series, metric.aggregate, state.edition);
    }
  }
  state.rules = {};
  const ofOldVersion = state.triggers.filter(({ code }) => code === 'drift' || code === 'still-in-drift');
  expire(draft, ofOldVersion, 'new-version');
}

// --- internal ---

/** After a rollback: what was left is remembered as such, and what serves again is not. */
function withoutVersion(known: readonly string[], version: string, left: readonly (string | null)[]): string[] {
  const gone = [...new Set(left.filter((one) => one !== null))];
  return [...known.filter((one) => one !== version && !gone.includes(one)), ...gone].slice(-20);
}
