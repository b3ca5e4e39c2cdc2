import type { Deadline } from '../wire/answers.ts';
import { approvalDueAt } from '../candidate/approval.ts';
import { isHeldBack } from '../candidate/may-replace.ts';
import { registryDueAt } from '../launch/registry-trouble.ts';
import { activeHolds } from '../launch/holds.ts';
import { windowClosesAt } from '../ingestion/aggregate.ts';
import { closesAt } from '../ingestion/late-labels.ts';
import { neverHeard, silentAt } from '../ingestion/silence.ts';
import { repeatText } from './repeat-alerts.ts';
import { holdText } from '../launch/hold-words.ts';
import type { MonitorState } from '../state/state.ts';

/** The earliest moment at which time alone changes something; `undefined` when only an event can. */
export function nextDeadline(state: MonitorState, now: number): Deadline | undefined {
  if (state.phase === 'stopped') return undefined;
  const deadlines: Deadline[] = [];
  for (const [id, { nextAt }] of Object.entries(state.schedules))
    deadlines.push({ at: nextAt, what: `schedule ${id} is due` });
  if (state.inFlight)
    deadlines.push({ at: state.inFlight.overdueAt, what: `retrain ${state.inFlight.generation} is overdue` });
  if (state.killSwitch) deadlines.push({ at: state.killSwitch.checkAt, what: 'the kill switch is read again' });
  const registryAt = registryDueAt(state);
  if (registryAt !== null) deadlines.push({ at: registryAt, what: 'the registry is asked again' });
  const { shadow, probation, rollback } = state;
  if (shadow && !shadow.decided && !isHeldBack(state))
    deadlines.push({ at: shadow.until, what: `shadow of ${shadow.version} ends` });
  if (probation && !probation.decided && !rollback)
    deadlines.push({ at: probation.until, what: `probation of ${probation.version} ends` });
  const approvalAt = approvalDueAt(state);
  if (approvalAt !== null && state.approval) {
    const { version, remindAt } = state.approval;
    const what = approvalAt === remindAt ? `a reminder to approve ${version}` : `the time to approve ${version} ends`;
    deadlines.push({ at: approvalAt, what });
  }
  for (const series of Object.values(state.series)) {
    const at = silentAt(state, series);
    if (at !== null) deadlines.push({ at, what: `${series.metric} counts as silent` });
  }
  for (const { metric, at } of neverHeard(state)) deadlines.push({ at, what: `${metric} counts as silent` });
  for (const series of Object.values(state.series)) {
    const at = closesAt(state, series);
    if (at !== null) deadlines.push({ at, what: `late labels of ${series.metric} close` });
    const windowAt = windowClosesAt(state, series);
    if (windowAt !== null) deadlines.push({ at: windowAt, what: `a window of ${series.metric} ends` });
  }
  if (state.repeatAt !== null) deadlines.push({ at: state.repeatAt, what: repeatText(state) });
  const release = releaseAt(state, now);
  if (release !== undefined) deadlines.push(release);
  return deadlines.reduce<Deadline | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
}

// --- internal ---

/** When the holds on what is wanted will have ended, as far as time alone ends them. */
function releaseAt(state: MonitorState, now: number): Deadline | undefined {
  const wanted = state.triggers.length > 0 || hasStandingDrift(state);
  if (!wanted) return undefined;
  const holds = activeHolds(state, now);
  if (holds.length === 0 || holds.some(({ until }) => until === null)) return undefined;
  const last = holds.reduce((a, b) => ((a.until ?? 0) >= (b.until ?? 0) ? a : b));
  return { at: last.until ?? now, what: `the end of ${holdText(last.by)}` };
}

function hasStandingDrift(state: MonitorState): boolean {
  if (Object.values(state.rules).some(({ active, acted }) => active && acted)) return true;
  return Object.values(state.series).some(
    ({ slots, silent }) => !silent && slots.some(({ latched, acted }) => latched && acted)
  );
}
