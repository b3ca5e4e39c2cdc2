import { z } from 'zod';

/**
 * The message of a schema: what its value should be, and what to do about it. `describeIssues` makes the full sentence,
 * as only that function knows the whole path and the value.
 */
export function wanted(what: string, next?: string): { error: string } {
  return { error: next === undefined ? what : `${what}${separator}${next}` };
}

/** The two parts of such a message. */
export function splitWanted(message: string): { what: string; next?: string } {
  const [what = '', next] = message.split(separator);
  return { what, next };
}

/** An object that refuses unknown fields; its message for them carries the known names. */
export function strict<S extends z.core.$ZodLooseShape>(shape: S, what: string): z.ZodObject<S, z.core.$strict> {
  const known = JSON.stringify(Object.keys(shape));
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? known : what) });
}

// --- internal ---

const separator = '\n';
