import { faultsText } from '../retrain/pull-faults.ts';
import { slotKey } from '../state/series.ts';
import { metricLabel } from '../../terms/metric-kinds.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';
import type { Notice } from '../state/events.ts';

/**
 * Tells again what is on, every so often: whoever keeps alerts may have lost them. Nothing is armed while nothing is
 * on, so that a healthy monitor sleeps as long as before. The notices say `repeated`, and only those hear of them who
 * ask.
 */
export function repeatAlerts(draft: Draft): void {
  const { state, now } = draft;
  const everyMs = state.policy.repeatAlertsMs ?? null;
  if (everyMs === null || !isAnythingOn(state)) {
    state.repeatAt = null;
    return;
  }
  state.repeatAt ??= now + everyMs;
  if (state.repeatAt > now) return;
  state.repeatAt = now + everyMs;
  for (const alert of alertsOn(state)) draft.notify({ ...alert, repeated: true });
}

/** If nobody listens, once a day is enough to notice when somebody does. */
export function repeatsUnheard({ state, now }: Draft): void {
  if (state.repeatAt !== null) state.repeatAt = Math.max(state.repeatAt, now + unheardPauseMs);
}

/** What it will tell again, as a clause. */
export function repeatText(state: MonitorState): string {
  const on = kinds.filter(({ isOn }) => isOn(state)).map(({ name }) => name(state));
  return `it tells again of ${on.join(', ')}`;
}

// --- internal ---

type Alert = Pick<Notice, 'event' | 'text' | 'subjects'>;

const unheardPauseMs = 86_400_000;
/** Subjects that one notice names. */
const subjectsEach = 50;

/** What is told again while it is on. */
const kinds: readonly { name: (state: MonitorState) => string; isOn: (state: MonitorState) => boolean }[] = [
  { name: () => 'drift', isOn: ({ series }) => isAny(series, ({ slots }) => slots.some(({ latched }) => latched)) },
  {
    name: () => 'missing data',
    isOn: ({ unheard, series }) => unheard.length > 0 || isAny(series, ({ silent }) => silent),
  },
  { name: () => 'the open circuit breaker', isOn: ({ incident }) => incident.breakerOpenedAt !== null },
  { name: () => 'trouble with the registry', isOn: ({ registry }) => troubleOf(registry) !== null },
  { name: () => 'queries that fail', isOn: ({ pullFaults }) => pullFaults.length > 0 },
  {
    name: ({ approval }) => `version ${approval?.version}, which waits for approval`,
    isOn: ({ approval }) => isWaiting(approval),
  },
];

function isAnythingOn(state: MonitorState): boolean {
  return kinds.some(({ isOn }) => isOn(state));
}

type AllSeries = MonitorState['series'];

/** Every event asks this: no list of them is made. */
function isAny(all: AllSeries, is: (one: NonNullable<AllSeries[string]>) => boolean): boolean {
  for (const key in all) if (is(all[key]!)) return true;
  return false;
}

/** The same events, with the same subjects, as those that told the beginning. */
function alertsOn({ approval, incident, registry, pullFaults, unheard, series }: MonitorState): Alert[] {
  const drift: [string, string][] = [];
  const silent = unheard.map((metric): [string, string] => [`${metric}/`, metricLabel(metric)]);
  for (const one of Object.values(series)) {
    const name = `${metricLabel(one.metric)}${one.segment ? ` of ${one.segment}` : ''}`;
    if (one.silent) silent.push([`${one.metric}/${one.segment}`, name]);
    for (const slot of one.slots) if (slot.latched) drift.push([slotKey(one, slot), `${name} by ${slot.id}`]);
  }
  const alerts = [...inParts('drift', 'still in drift', drift), ...inParts('no-data', 'still no data for', silent)];
  if (isWaiting(approval))
    alerts.push({ event: 'approval-needed', text: `version ${approval.version} still waits for approval` });
  if (incident.breakerOpenedAt !== null)
    alerts.push({ event: 'breaker-opened', text: 'the circuit breaker is still open: a person has to release it' });
  const trouble = troubleOf(registry);
  if (trouble !== null) alerts.push({ event: 'registry-trouble', text: trouble });
  if (pullFaults.length > 0) {
    const subjects = pullFaults.map(({ metric }) => `${metric}/`);
    alerts.push({ event: 'pull-trouble', text: faultsText(pullFaults), subjects });
  }
  return alerts;
}

function inParts(event: Notice['event'], text: string, on: readonly [subject: string, name: string][]): Alert[] {
  const parts: Alert[] = [];
  for (let from = 0; from < on.length; from += subjectsEach) {
    const part = on.slice(from, from + subjectsEach);
    const names = part.map(([, name]) => name).join(', ');
    parts.push({
      event,
      text: `${text}${event === 'drift' ? ':' : ''} ${names}`,
      subjects: part.map(([subject]) => subject),
    });
  }
  return parts;
}

function isWaiting(approval: MonitorState['approval']): approval is NonNullable<MonitorState['approval']> {
  return approval !== null && approval.decided === null;
}

/** What is wrong with the registry, in the words of the notice. */
function troubleOf({ trouble, differs }: MonitorState['registry']): string | null {
  return trouble?.text ?? differs;
}
