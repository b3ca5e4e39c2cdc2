import { z } from 'zod';
import { RegistryError } from '../../terms/errors.ts';
import type { Alias, AliasChange, AliasRequest, FencingToken } from '../registry.ts';
import type { MlflowVersion, Tags } from './api.ts';

/**
 * MLflow moves an alias for whoever asked last. So a change is first appended to a log: MLflow numbers the versions of a
 * registered model one by one, also when many ask at once, and that is the order in which changes count. What an alias
 * points at is what the log adds up to, the same for every reader; MLflow's own alias follows it.
 */
export type LogEntry =
  { type: 'alias'; at: number; request: AliasRequest } | { type: 'fence'; at: number; token: FencingToken };

export interface LogState {
  aliases: Map<Alias, string | null>;
  changes: AliasChange[];
  /** By change id: the change that counts, and what was asked for. */
  applied: Map<string, { change: AliasChange; request: AliasRequest }>;
  /** By retrain id: the highest attempt seen. */
  attempts: Map<string, number>;
  /** How many entries there are. */
  length: number;
}

export function toLogTags(entry: LogEntry): Tags {
  return { [entryTag]: JSON.stringify(entry) };
}

/** Adds the log up. An entry that came too late for what it expected counts for nothing, like one that was refused. */
export function readLog(model: string, found: MlflowVersion[]): LogState {
  const state: LogState = { aliases: new Map(), changes: [], applied: new Map(), attempts: new Map(), length: 0 };
  for (const { number, tags } of found) {
    const text = tags[entryTag];
    if (text === undefined) continue;
    state.length += 1;
    const entry = parse(text, `entry ${number} of the changes of \`${model}\``);
    if (entry.type === 'fence') see(state, entry.token);
    else apply(state, entry.request, entry.at);
  }
  return state;
}

// --- internal ---

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
  }),
]);

function apply(state: LogState, request: AliasRequest, at: number): void {
  const { alias, version, changeId, expected, token } = request;
  const from = state.aliases.get(alias) ?? null;
  if (state.applied.has(changeId)) return;
  if (expected !== undefined && expected !== from) return;
  if (token && token.attempt < (state.attempts.get(token.retrainId) ?? 0)) return;
  if (token) see(state, token);
  const change = move(state, request, alias, version, at);
  state.applied.set(changeId, { change, request });
  if (alias === 'champion' && from !== null && version !== null && from !== version)
    if (state.aliases.get('previous') !== from) move(state, request, 'previous', from, at);
}

function move(state: LogState, request: AliasRequest, alias: Alias, to: string | null, at: number): AliasChange {
  const { model, changeId, reason, actor } = request;
  const change = { model, alias, from: state.aliases.get(alias) ?? null, to, at, changeId, reason, actor };
  state.aliases.set(alias, to);
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
      `Expected ${subject} in MLflow to hold a change, got \`${text.slice(0, 80)}\`; was its tag edited?`,
      { permanent: true, cause }
    );
  }
}
