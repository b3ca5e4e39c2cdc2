import { excerpt } from '../../terms/visible-text.ts';
import { maxNote } from '../outcome/outcome.ts';
import { readRegistryReading } from '../outcome/registry-answers.ts';
import { monitorWorkflowId } from '../../terms/model-id.ts';
import type { Draft } from '../state/draft.ts';
import type { Hold } from '../state/decision.ts';
import type { MonitorState } from '../state/state.ts';
import type { RegistryReading, RegistryTrouble } from '../state-parts/registry-state.ts';

/** So often a registry in trouble is asked whether it is over. */
export const troubleEveryMinutes = 2;
/** Names of the failures with which a retrain refuses to begin. */
export const championLostFailure = 'ChampionLostError';
export const registryExchangedFailure = 'RegistryExchangedError';
/** How the failure of a comparison begins when it was the champion's; workers in other languages say it too. */
export const unevaluatedChampion = 'The champion could not be evaluated';

/** The registry has answered: which one it is, and what it has for a champion. People hear of it when that changes. */
export function registryRead(draft: Draft, raw: unknown): void {
  const reading = readRegistryReading(raw);
  if (typeof reading === 'string') return registryFailed(draft, reading);
  const { state, now } = draft;
  // Asked before something began to move there: its answer is old.
  if (isMoving(state)) return lookSoon(draft);
  const { registry } = state;
  const trouble = troubleIn(state, reading);
  const differs = trouble === null ? difference(state, reading) : null;
  state.registry = { ...registry, id: registry.id ?? reading.id, checkAt: now + (trouble ? soonMs : everyMs) };
  noteTrouble(draft, trouble);
  if (differs === registry.differs) return;
  state.registry.differs = differs;
  const text = differs ?? `the registry agrees with the monitor again; its champion is ${state.champion ?? 'none'}`;
  draft.note('none', [differs === null ? 'registry-agrees' : 'registry-differs'], null, text);
  if (differs !== null || trouble === null)
    draft.notify({ event: differs === null ? 'registry-well' : 'registry-trouble', text });
}

/** The registry has not answered: it is asked again, and until then nothing is launched. */
export function registryFailed(draft: Draft, message: string): void {
  draft.state.registry = { ...draft.state.registry, checkAt: draft.now + soonMs };
  noteTrouble(draft, { kind: 'unreachable', text: `${cannotAsk}${message.slice(0, maxText)}` });
}

/** A retrain has found, before it trained, that its champion is lost or its registry another one. */
export function registryRefused(draft: Draft, type: string, message: string): void {
  const kind = type === championLostFailure ? 'champion-lost' : 'exchanged';
  draft.state.registry = { ...draft.state.registry, checkAt: draft.now + soonMs };
  noteTrouble(draft, { kind, text: message.slice(0, maxText) });
}

/** Begins to look at the registry now and then, in a monitor of before that was done. */
export function watchRegistry({ state, now }: Draft): void {
  if (state.registry.checkAt === null) state.registry = { ...state.registry, checkAt: now };
}

/** A person wants something: what the monitor knows of the registry is to be fresh. */
export function lookSoon({ state, now }: Draft): void {
  const { checkAt } = state.registry;
  if (checkAt !== null) state.registry = { ...state.registry, checkAt: Math.min(checkAt, now) };
}

/** Asks the registry when it is time to, unless something is just moving there. */
export function checkRegistry(draft: Draft): void {
  const { state, now } = draft;
  const { checkAt, trouble, recall } = state.registry;
  if (recall === 'asked' && isMoving(state)) state.registry = { ...state.registry, recall: 'overtaken' };
  if (checkAt === null || checkAt > now || isMoving(state)) return;
  state.registry = { ...state.registry, checkAt: now + (trouble ? soonMs : everyMs) };
  // A recall already under way answers this request too; changes that overtook it still count as such.
  if (!state.recalled) state.registry.recall ??= 'asked';
  const { model, tenant, retrain } = state.config;
  const { name, taskQueue } = retrain.trainer;
  const query = { model, trainer: { name, ...(taskQueue === undefined ? {} : { taskQueue }) } };
  if (state.recalled) draft.effects.push({ type: 'look-at-registry', ...query, ...expected(state) });
  else draft.effects.push({ type: 'recall', ...query, monitorId: monitorWorkflowId(model), tenant });
}

/**
 * Whether the recall that is answered was asked for before the registry was changed. It is then asked for once more.
 */
export function askAgainIfOvertaken(draft: Draft): boolean {
  const { recall, ...registry } = draft.state.registry;
  draft.state.registry = registry;
  if (recall === 'overtaken') lookSoon(draft);
  return recall === 'overtaken';
}

/**
 * When the registry is asked next: minutes later while there is trouble, otherwise after an hour, with the next event.
 */
export function registryDueAt(state: MonitorState): number | null {
  const { checkAt, trouble } = state.registry;
  return trouble === null || isMoving(state) ? null : checkAt;
}

export function registryHolds({ registry: { trouble } }: MonitorState): Hold[] {
  if (!trouble) return [];
  return [{ by: trouble.kind === 'champion-lost' ? 'champion-lost' : 'registry', until: null }];
}

/** For effects: which registry they are meant for. */
export function knownRegistry({ registry: { id } }: MonitorState): { registry?: string } {
  return id === null ? {} : { registry: id };
}

/** What made a retrain fail, with the way out where it was its champion. */
export function withWayOut<T extends { message: string }>(failure: T, model: string): T {
  if (!failure.message.startsWith(unevaluatedChampion)) return failure;
  const next = `; ${wayOut(model)}`;
  // What is kept of a failure has to hold both.
  const room = Math.max(leastCause, maxNote - 'failed: '.length - next.length);
  return { ...failure, message: `${excerpt(failure.message, room)}${next}` };
}

const cannotAsk = 'the registry cannot be asked: ';
const maxText = 600;
/** So long is what is kept of trouble where its end is missing, perhaps in the middle of a word. */
export const cutsOfTrouble = [maxNote, maxText].flatMap((length) => [length, cannotAsk.length + length]);

// --- internal ---

const everyMs = 60 * 60_000;
const soonMs = troubleEveryMinutes * 60_000;
/** As much as says what could not be read. */
const leastCause = 80;

/** While the registry is being changed, what it says is about to be old. */
function isMoving({ inFlight, rollback, adoption, approval, shadow }: MonitorState): boolean {
  const isPromoted = (approval?.decided ?? null) !== null || shadow?.decided === true;
  return inFlight !== null || rollback !== null || adoption !== null || isPromoted;
}

/** The versions without which the registry is behind the monitor. */
function expected({ edition, champion, approval, shadow }: MonitorState): { expects?: string[] } {
  const known = [champion, (approval ?? shadow)?.version].filter((one) => typeof one === 'string');
  return edition > 2 && known.length > 0 ? { expects: known } : {};
}

type Trouble = Omit<RegistryTrouble, 'since'> | null;

function troubleIn(state: MonitorState, reading: RegistryReading): Trouble {
  const { id, champion, found, unreadable, lacks } = reading;
  const { registry, config } = state;
  if (registry.id !== null && registry.id !== id) {
    const text = `the registry is another one than before (${id} instead of ${registry.id}): give all workers the same one, or choose its champion with \`temporal-retrain monitor adopt ${config.model} <version>\``;
    return { kind: 'exchanged', text };
  }
  if (state.champion !== null && champion !== state.champion && lacks?.includes(state.champion))
    return { kind: 'champion-lost', text: behindText(config.model, { champion: state.champion, theirs: champion }) };
  if (found && unreadable === undefined) return null;
  const why = found ? `cannot be read: ${(unreadable ?? '').slice(0, maxText)}` : 'is no longer in the registry';
  return { kind: 'champion-lost', text: `the champion ${champion ?? ''} ${why}; ${wayOut(config.model)}` };
}

/** A registry that lacks the monitor's champion though it has, or had, others: it is older than what happened. */
export function behindText(model: string, { champion, theirs }: { champion: string; theirs: string | null }): string {
  const way =
    theirs === null
      ? `train one with \`temporal-retrain monitor retrain ${model} --without-champion\``
      : `go on with what it has by \`temporal-retrain monitor adopt ${model} ${theirs}\``;
  return `the registry has no version ${champion}, the monitor's champion (its own is ${theirs ?? 'none'}): it seems older than the monitor, as one restored from a backup; bring back a newer copy, or ${way}`;
}

export function wayOut(model: string): string {
  return `go back with \`temporal-retrain monitor rollback ${model}\`, choose a version with \`monitor adopt ${model} <version>\`, or train one whose gate has absolute rules alone with \`monitor retrain ${model} --without-champion\``;
}

function difference({ champion, approval, shadow, config }: MonitorState, reading: RegistryReading): string | null {
  const theirs = reading.shown === undefined ? reading.champion : reading.shown;
  if (reading.shown !== undefined || theirs !== champion)
    return `the registry's champion is ${theirs ?? 'none'}, the monitor's is ${champion ?? 'none'}: \`temporal-retrain monitor adopt ${config.model} <version>\` makes a version the champion of both`;
  const waiting = approval ?? shadow;
  if (waiting && reading.lacks?.includes(waiting.version))
    return `the registry has no version ${waiting.version}, which waits as the challenger: it is older than the monitor, as one restored from a backup; bring back a newer copy, or \`temporal-retrain monitor reject ${config.model}\``;
  if (!waiting || reading.challenger === undefined) return null;
  return `someone has set the registry's alias challenger to ${reading.challenger}, and there it stays; the monitor's challenger is ${waiting.version}: remove the alias in the registry, and the next challenger gets it`;
}

/** Told once when it begins and once when it is over; the words may change meanwhile. */
function noteTrouble(draft: Draft, trouble: Trouble): void {
  const { state, now } = draft;
  const before = state.registry.trouble;
  const since = before !== null && before.kind === trouble?.kind ? before.since : now;
  state.registry = { ...state.registry, trouble: trouble && { ...trouble, since } };
  if (before?.kind === trouble?.kind) return;
  const text = trouble?.text ?? 'the registry answers, and has the champion';
  draft.note('none', [trouble ? `registry-${trouble.kind}` : 'registry-well'], null, text);
  draft.notify({ event: trouble ? 'registry-trouble' : 'registry-well', severity: trouble ? 'soft' : 'none', text });
}
