import { comparedWithAnother } from './candidate/another-champion.ts';
import { activeHolds, holdsOn } from './launch/holds.ts';
import { afterStop } from './view/status.ts';
import { describeHold } from './launch/hold-words.ts';
import { isObject } from './wire/read.ts';
import { readRespectHolds, readSeverity, readVersion, readWithoutChampion } from './wire/asked.ts';
import { reasonText } from './state/decision.ts';
import { refusalAtDoor } from './command/refusal-at-door.ts';
import { mayReplace } from './candidate/may-replace.ts';
import { step } from './step.ts';
import type { Command, Effect } from './state/events.ts';
import type { Foresight } from './wire/answers.ts';
import type { MonitorState, Trigger } from './state/state.ts';

/**
 * What each command would do now, in a sentence. It is not guessed: the command is given to `step`, and what that makes
 * of the state is told.
 */
export function foresight(state: MonitorState, now: number): Foresight[] {
  return commandsOn(state).map(([name, command]) => foreseen(state, [name, command], now));
}

/** The same of one command with all that is said with it, whatever came; without a name that is known, of a retrain. */
export function foresee(state: MonitorState, said: unknown, now: number): Foresight {
  if (isObject(said) && said['name'] === 'adopt')
    return foreseen(state, ['adopt', { name: 'adopt', version: readVersion(said), ...asked }], now);
  const read = readSeverity(said);
  if (typeof read === 'string') return { command: 'retrain', isAllowed: false, text: read };
  const without = readWithoutChampion(said);
  const name = read.severity === 'full' || without.withoutChampion ? 'rebuild' : 'retrain';
  return foreseen(state, [name, { name: 'retrain', ...read, ...without, ...readRespectHolds(said), ...asked }], now);
}

// --- internal ---

function foreseen(state: MonitorState, [name, command]: readonly [Name, Command], now: number): Foresight {
  const refusal = refusalAtDoor(state, command, now);
  if (refusal !== undefined) return { command: name, isAllowed: false, text: refusal };
  const obeyed = step(state, { type: 'command', command }, now);
  const then = onceItServes(obeyed.state, name, now) ?? obeyed;
  const text = [
    tell[name](state, obeyed.state),
    ...noLongerWanted(state, then.state),
    ...follows(name, then.state, [...obeyed.effects, ...then.effects], now),
  ].join('; ');
  return { command: name, isAllowed: true, text };
}

type Name = Foresight['command'];

const asked = { actor: 'somebody', comment: '' };

const commandsOn = ({ champion }: MonitorState): readonly (readonly [Name, Command])[] => [
  ...plain.map((name) => [name, { name, ...asked }] as const),
  // Whoever looks sees what it takes the place of.
  ['approve', { name: 'approve', ...(champion === null ? {} : { inPlaceOf: champion }), ...asked }],
  ['reject', { name: 'reject', ...asked }],
  ['rollback', { name: 'rollback', ...asked }],
  ['release', { name: 'release', ...asked }],
  ['retrain', { name: 'retrain', severity: 'soft', ...asked }],
  ['rebuild', { name: 'retrain', severity: 'full', ...asked }],
];

const plain = ['pause', 'resume', 'stop', 'cancel'] as const;

type Tell = (before: MonitorState, after: MonitorState) => string;

const tell: Readonly<Record<Name, Tell>> = {
  pause: ({ inFlight }) =>
    `It keeps watching and launches nothing until somebody resumes it; what drift and schedules ask for is held${inFlight ? `; retrain ${inFlight.generation} goes on` : ''}`,
  resume: () => 'It launches retrains again, and what was held is considered at once',
  stop: (before) => {
    const { inFlight, champion, approval, shadow } = before;
    const promoted = [approval, shadow].find((one) => one?.decided)?.version;
    const until = promoted === undefined ? '' : ` until version ${promoted}, which is being promoted, does`;
    const goesOn = inFlight ? `, and retrain ${inFlight.generation} goes on` : '';
    const serving = `${champion ?? 'no version'} keeps serving${until}${goesOn}`;
    return ['It ends for good, and what its detectors have learnt is lost', serving, afterStop(before) ?? []]
      .flat()
      .join('; ');
  },
  retrain: wanted,
  rebuild: wanted,
  cancel: ({ inFlight }) =>
    inFlight
      ? `Retrain ${inFlight.generation} ends when its job has stopped or, without heartbeats, is given up, and does not count as a failed candidate`
      : 'What people have asked for and is held is withdrawn',
  approve: (before) => {
    const { approval, champion } = before;
    const clause = comparedWithAnother(before);
    const how = clause ? `; ${clause}` : '';
    return `Version ${approval?.version ?? ''} becomes the champion${champion === null ? '' : ` in place of ${champion}`}, and its detectors start over${how}`;
  },
  reject: ({ approval, shadow, champion }, { incident, policy }) => {
    const { failures, breakerOpenedAt } = incident;
    const counts = `this is failed candidate ${failures} of ${policy.holds.breakerAfter} that open the circuit breaker`;
    const opens = breakerOpenedAt === null ? counts : 'the circuit breaker is open then, and holds every retrain';
    return `Version ${(approval ?? shadow)?.version ?? ''} is dropped and ${champion ?? 'no version'} keeps serving; ${opens}`;
  },
  rollback: ({ champion, foundServing, retired }) => {
    const previous = retired.at(-1);
    return `The version that served before ${foundServing ?? champion ?? 'this one'}${previous === undefined ? '' : `, ${previous} as far as is known here,`} serves again, and its detectors start over`;
  },
  release: () => 'The circuit breaker closes, and retrains may start again',
  adopt: ({ champion, approval, shadow, inFlight }, { adoption }) => {
    const version = adoption?.version ?? '';
    if (version === champion) return `Version ${version} stays the champion, and its detectors go on as they are`;
    const place = champion === null ? '' : ` in place of ${champion}`;
    const others = [approval, shadow].filter((one) => one !== null && one.version !== version);
    return [
      `Version ${version} becomes the champion${place} once the registry has made it so, and its detectors start over`,
      ...others.map(
        (one) => `version ${one?.version} goes on ${one === approval ? 'waiting for approval' : 'in shadow'}`
      ),
      ...(inFlight ? [`retrain ${inFlight.generation} goes on`] : []),
    ].join('; ');
  },
};

function wanted({ inFlight, generation }: MonitorState, after: MonitorState): string {
  const { triggers, incident } = after;
  const replaces = mayReplace(after);
  const more = replaces === undefined ? '' : `. ${replaces}`;
  if (after.inFlight && after.inFlight !== inFlight)
    return `Retrain ${generation + 1} (${after.inFlight.kind}) starts at once${more}`;
  const manual = triggers.find(({ code }) => code === 'manual');
  const kind = manual?.severity === 'full' || incident.escalated ? 'A full retrain' : 'A soft retrain';
  return `${kind} is asked for and waits${more}`;
}

/** What a promotion or an adoption comes to when the registry has done it; `undefined` of what asks for neither. */
function onceItServes(obeyed: MonitorState, name: Name, now: number): ReturnType<typeof step> | undefined {
  const { approval, adoption, champion: previous, registry } = obeyed;
  if (name === 'approve' && approval) {
    const { generation, version } = approval;
    return step(obeyed, { type: 'promoted', generation, version, previous }, now);
  }
  if (name !== 'adopt' || !adoption) return undefined;
  return step(
    obeyed,
    { type: 'adopted', version: adoption.version, previous, registry: registry.id ?? 'registry' },
    now
  );
}

/** What drift has asked for goes with the version that it is of. */
function noLongerWanted(before: MonitorState, after: MonitorState): string[] {
  if (after.champion === before.champion) return [];
  const isGone = ({ code, key }: Trigger): boolean =>
    (code === 'drift' || code === 'still-in-drift') && !after.triggers.some((one) => one.key === key);
  return before.triggers.some(isGone)
    ? ['what drift has asked for is no longer wanted, as another version serves']
    : [];
}

/** What comes with it, and what holds what is wanted. */
function follows(name: Name, after: MonitorState, effects: readonly Effect[], now: number): string[] {
  const launch = effects.find((effect) => effect.type === 'start-retrain');
  const isSaid = name === 'retrain' || name === 'rebuild';
  if (launch)
    return isSaid
      ? []
      : [
          `a ${after.inFlight?.kind ?? launch.request.kind} retrain starts at once: ${launch.request.reasons.map(reasonText).join('; ')}`,
        ];
  if (name === 'stop' || name === 'pause' || after.triggers.length === 0) return [];
  const holds = activeHolds(after, now);
  const binding = holds.filter((hold) => after.triggers.some((trigger) => holdsOn(trigger, [hold]).length > 0));
  return binding.length === 0 ? [] : [`what is wanted is held by ${binding.map(describeHold).join(', ')}`];
}
