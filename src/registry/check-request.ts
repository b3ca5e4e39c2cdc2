import { show } from '../terms/show.ts';
import type { Lineage } from '../core/state/lineage.ts';
import { parseModelId } from '../terms/model-id.ts';
import { RegistryError } from '../terms/errors.ts';
import type { AliasRequest, FencingToken, RegisterRequest } from './registry.ts';

/** Longest lineage a registry keeps, in characters of JSON. Evidence is a summary, not the samples. */
export const lineageLimit = 200_000;

/** Throws a permanent `RegistryError` for a request that no registry can store: stored data is read for years. */
export function checkRegisterRequest(request: RegisterRequest): void {
  checkModel(request.model);
  checkToken(request);
  const { artifact } = request;
  expect(isText(artifact.uri, 2048), 'artifact.uri', artifact.uri, '1 to 2048 characters');
  expect(/^[0-9a-f]{64}$/.test(artifact.sha256), 'artifact.sha256', artifact.sha256, '64 lower-case hex digits');
  expect(Number.isSafeInteger(artifact.bytes) && artifact.bytes >= 0, 'artifact.bytes', artifact.bytes, 'a byte count');
  for (const [name, value] of Object.entries(request.metrics))
    expect(Number.isFinite(value), `metrics.${name}`, value, 'a finite number (leave it out if it was not measured)');
  for (const stream of request.streams ?? [])
    expect(isText(stream, 256), 'streams', stream, '1 to 256 characters each');
  checkLineage(request.lineage);
}

/**
 * The same for a change of an alias. What people wrote is given back as a file can store it: half of a symbol, as a
 * text ends that was cut, becomes U+FFFD.
 */
export function checkAliasRequest(request: AliasRequest): AliasRequest {
  checkModel(request.model);
  expect(aliases.has(request.alias), 'alias', request.alias, 'champion, challenger or previous');
  expect(isText(request.changeId, 512), 'changeId', request.changeId, '1 to 512 characters');
  expect(request.reason.length <= 4000, 'reason', request.reason, 'at most 4000 characters');
  expect(request.actor.length <= 512, 'actor', request.actor, 'at most 512 characters');
  if (request.token) checkToken(request.token);
  return { ...request, reason: wellFormed(request.reason), actor: wellFormed(request.actor) };
}

/** The same for a fencing token. */
export function checkToken(token: FencingToken): void {
  expect(isText(token.retrainId, 512), 'retrainId', token.retrainId, '1 to 512 characters');
  expect(Number.isSafeInteger(token.attempt) && token.attempt >= 0, 'attempt', token.attempt, 'a whole number from 0');
}

/** Throws unless the text is `<project>:<name>`. */
export function checkModel(model: string): void {
  const id = parseModelId(model);
  if (typeof id === 'string') throw new RegistryError(id, { permanent: true });
  expect(id.version === undefined, 'model', model, '`<project>:<name>` without a version');
}

// --- internal ---

const aliases: ReadonlySet<string> = new Set(['champion', 'challenger', 'previous']);

function isText(value: string, longest: number): boolean {
  if (typeof value !== 'string' || value.length === 0 || value.length > longest) return false;
  return !value.includes('\0') && wellFormed(value) === value;
}

/** Without halves of surrogate pairs, which UTF-8 has no bytes for. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

function checkLineage(lineage: Lineage): void {
  const size = JSON.stringify(lineage).length;
  if (size > lineageLimit)
    throw new RegistryError(
      `Expected \`lineage\` to be at most ${lineageLimit} characters of JSON, got ${size}; keep summaries in the evidence and store the rest next to the artifact`,
      { permanent: true }
    );
}

function expect(holds: boolean, field: string, value: unknown, expected: string): void {
  if (holds) return;
  throw new RegistryError(`Expected \`${field}\` of a registry request to be ${expected}, got ${show(value, 80)}`, {
    permanent: true,
  });
}
