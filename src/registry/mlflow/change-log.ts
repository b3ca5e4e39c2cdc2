import { excerpt } from '../../terms/visible-text.ts';
import { z } from 'zod';
import { RegistryError } from '../../terms/errors.ts';
import type { Alias, AliasChange, AliasRequest, FencingToken } from '../registry.ts';
import type { MlflowVersion, Tags } from './api.ts';
import type { KnownVersion } from './version-tags.ts';

/**
 * In MLflow the last writer of an alias wins. So a change is first appended to a log: MLflow numbers the versions of a
 * registered model one by one, also for concurrent requests, and that is the order in which changes count. An alias
 * points where the log as a whole says, the same for every reader; MLflow's own alias follows it.
 */
export type LogEntry =
  | { type: 'alias'; at: number; request: AliasRequest; target?: TargetMark | undefined }
  | { type: 'fence'; at: number; token: FencingToken };

/** The MLflow version that an alias was set for: a name alone could pass to another one. */
export interface TargetMark {
  number: number;
  retrainId: string;
  sha256: string;
}

/** Where an alias points; without a mark, only `at`, the time it was set, identifies the version. */
export interface LogTarget {
  version: string;
  at: number;
  mark?: TargetMark | undefined;
}

export interface LogState {
  targets: Map<Alias, LogTarget | null>;
  changes: AliasChange[];
  /** By change id: the change that counts, and the request. */
  applied: Map<string, { change: AliasChange; request: AliasRequest }>;
  /** By retrain id: the highest attempt seen. */
  attempts: Map<string, number>;
  /** Number of entries. */
  length: number;
}

export function toLogTags(entry: LogEntry): Tags {
  return { [entryTag]: JSON.stringify(entry) };
}

/** Replays the log. An entry whose expectation no longer held counts for nothing, like one that was refused. */
export function readLog(model: string, found: MlflowVersion[]): LogState {
  const state: LogState = { targets: new Map(), changes: [], applied: new Map(), attempts: new Map(), length: 0 };
  for (const { number, tags } of found) {
    const text = tags[entryTag];
    if (text === undefined) continue;
    state.length += 1;
    const entry = parse(text, `entry ${number} of the changes of \`${model}\``);
    if (entry.type === 'fence') see(state, entry.token);
    else apply(state, entry);
  }
  return state;
}

/** What the log says about an alias now. */
export function pointsAt({ targets }: LogState, alias: Alias): string | null {
  return targets.get(alias)?.version ?? null;
}

/** The exact version an alias was set for; `undefined` if it is gone, even if another has its name by now. */
export function targetOf(target: LogTarget | null | undefined, known: KnownVersion[]): KnownVersion | undefined {
  if (!target) return undefined;
  const { version, at, mark } = target;
  const named = known.find((each) => each.version.version === version);
  if (!named) return undefined;
  const isIt = mark
    ? named.number === mark.number &&
      named.retrainId === mark.retrainId &&
      named.version.artifact.sha256 === mark.sha256
    : // Logs from before marks existed: a version created after the alias was set cannot be its target.
      named.version.createdAt <= at + clockSkewMs;
  return isIt ? named : undefined;
}

export function markOf({ number, retrainId, version }: KnownVersion): TargetMark {
  return { number, retrainId, sha256: version.artifact.sha256 };
}

// --- internal ---

/** How far the clocks of two workers may differ. */
const clockSkewMs = 60_000;

const entryTag = 'temporal_retrain.change';

const tokenReply = z.object({ retrainId: z.string(), attempt: z.number() });
const entryReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('fence'), at: z.number(), token: tokenReply }),
  z.object({
    type: z.literal('alias'),
    at: z.number(),
    request: z.object({
      model: z.string(),
      alias: z.enum(['champion', 'challenger', 'previous']),
      version: z.string().nullable(),
      changeId: z.string(),
      expected: z.string().nullable().optional(),
      reason: z.string(),
      actor: z.string(),
      token: tokenReply.optional(),
    }),
    target: z.object({ number: z.number(), retrainId: z.string(), sha256: z.string() }).optional(),
  }),
]);

function apply(state: LogState, { request, at, target }: Extract<LogEntry, { type: 'alias' }>): void {
  const { alias, version, changeId, expected, token } = request;
  const before = state.targets.get(alias) ?? null;
  const from = before?.version ?? null;
  if (state.applied.has(changeId)) return;
  if (expected !== undefined && expected !== from) return;
  if (token && token.attempt < (state.attempts.get(token.retrainId) ?? 0)) return;
  if (token) see(state, token);
  const change = move(state, request, alias, version === null ? null : { version, at, mark: target }, at);
  state.applied.set(changeId, { change, request });
  if (alias === 'champion' && before && version !== null && from !== version)
    if (pointsAt(state, 'previous') !== from) move(state, request, 'previous', before, at);
}

function move(state: LogState, request: AliasRequest, alias: Alias, to: LogTarget | null, at: number): AliasChange {
  const { model, changeId, reason, actor } = request;
  const change = { model, alias, from: pointsAt(state, alias), to: to?.version ?? null, at, changeId, reason, actor };
  state.targets.set(alias, to);
  state.changes.push(change);
  return change;
}

function see(state: LogState, { retrainId, attempt }: FencingToken): void {
  state.attempts.set(retrainId, Math.max(attempt, state.attempts.get(retrainId) ?? 0));
}

function parse(text: string, subject: string): LogEntry {
  try {
    return entryReply.parse(JSON.parse(text));
  } catch (cause) {
    throw new RegistryError(
      `Expected ${subject} in MLflow to hold a change, got \`${excerpt(text, 80)}\`; was its tag edited?`,
      { permanent: true, cause }
    );
  }
}
