import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { searchAttributeNames, type SearchAttributeKind } from '../terms/search-attribute-names.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { grpcCode, grpcCodes, grpcDetails, isAccessDenied } from './grpc-status.ts';

/**
 * Creates the monitor's search attributes if the namespace lacks them, and returns the names it created. Safe to call
 * at every start and from several processes at once. It never changes or removes attributes: one that exists with
 * another type is a `ConfigurationError`, and so is a server that refuses.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Record<string, SearchAttributeKind> = searchAttributeNames
): Promise<string[]> {
  const missing = await missingSearchAttributes(connection, namespace, wanted);
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(
    missing.map((name) => [name, typeCodes[wanted[name] as SearchAttributeKind]])
  );
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    // Another process may have created them since we looked; the list below decides.
    if (grpcCode(error) !== grpcCodes.alreadyExists) throw refusal(error, namespace, missing);
  }
  await untilListed(connection, namespace, wanted);
  return missing;
}

/** Names of the attributes that the namespace lacks. One that exists with another type is a `ConfigurationError`. */
export async function missingSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Record<string, SearchAttributeKind>
): Promise<string[]> {
  const listed = await connection.operatorService.listSearchAttributes({ namespace }).catch((error: unknown) => {
    throw refusal(error, namespace, Object.keys(wanted));
  });
  const customAttributes: Record<string, number> = listed.customAttributes;
  const names = Object.keys(wanted);
  for (const name of names) {
    const code = customAttributes[name];
    const kind = wanted[name] as SearchAttributeKind;
    if (code !== undefined && code !== typeCodes[kind])
      throw new ConfigurationError(
        `Expected search attribute \`${name}\` of namespace \`${namespace}\` to be of type ${kind}, got ${nameOf(code)}: ` +
          'use another namespace, or turn search attributes off with `searchAttributes: false`'
      );
  }
  return names.filter((name) => customAttributes[name] === undefined);
}

// --- internal ---

/** `IndexedValueType` of Temporal's API: fixed numbers on the wire. */
const typeCodes: Record<SearchAttributeKind, number> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

/** Servers answer from a cache that they refresh every few seconds. */
const listedWithinMs = 60_000;

async function untilListed(
  connection: Connection,
  namespace: string,
  wanted: Record<string, SearchAttributeKind>
): Promise<void> {
  const deadline = Date.now() + listedWithinMs;
  for (;;) {
    const missing = await missingSearchAttributes(connection, namespace, wanted);
    if (missing.length === 0) return;
    if (Date.now() > deadline)
      throw new ConfigurationError(
        `Search attributes ${missing.join(', ')} were created in namespace \`${namespace}\` but the server does not list them after ${listedWithinMs / 1000} s: try again`
      );

    await sleep(250);
  }
}

function refusal(error: unknown, namespace: string, names: string[]): unknown {
  const code = grpcCode(error);
  const refused = isAccessDenied(code) || code === grpcCodes.unimplemented;
  if (!refused) return error;
  return new ConfigurationError(
    `The server does not let this client create search attributes in namespace \`${namespace}\` (${grpcDetails(error)}): ` +
      `have an administrator create ${names.join(', ')} (all Keyword), or turn them off with \`searchAttributes: false\``,
    { cause: error }
  );
}

function nameOf(code: number): string {
  return Object.entries(typeCodes).find(([, known]) => known === code)?.[0] ?? `type ${code}`;
}
