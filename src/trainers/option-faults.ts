import type { z } from 'zod';
import { ConfigurationError, type ConfigurationIssue } from '../terms/errors.ts';
import { kinds, show } from '../terms/show.ts';

/** What is wrong with options, in sentences with the value and what was expected. */
export function optionFaults({ issues }: z.ZodError, given: unknown): ConfigurationIssue[] {
  const shown = withoutSecrets(given);
  return issues.flatMap((issue) => faultsOf(issue, shown));
}

/** The same as an error, for options that whoever makes the trainer gives. */
export function optionsError(subject: string, error: z.ZodError, given: unknown): ConfigurationError {
  const issues = optionFaults(error, given);
  const told = issues.map(({ message }) => message).join('; ');
  return new ConfigurationError(`Expected ${subject} to be valid: ${told}`, { issues, cause: error });
}

/** The same value without what may hold credentials: messages go to logs. */
export function withoutSecrets(value: unknown, isSecret = false, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest)
    return isSecret && value !== '' ? '(not shown)' : value;
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, isSecret, depth + 1));
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    withoutSecrets(one, isSecret || secrets.has(key), depth + 1),
  ]);
  return Object.fromEntries(entries);
}

// --- internal ---

const secrets = new Set(['url', 'secret', 'headers', 'set']);

/** Of what can be wrong in such a file; a list that holds itself has no end. */
const deepest = 8;

function faultsOf(issue: z.core.$ZodIssue, given: unknown): ConfigurationIssue[] {
  const strangers = issue.code === 'unrecognized_keys' ? issue.keys : undefined;
  const paths = strangers ? strangers.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const field = path.map(String).join('.');
    // A check that has a sentence of its own.
    if (issue.message.startsWith('Expected ')) return { field, message: `\`${field}\`: ${issue.message}` };
    const got = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given);
    const next = strangers ? '; leave it out' : got === undefined ? '; add it' : '';
    return { field, message: `Expected \`${field || '.'}\` to be ${wantedOf(issue)}, got ${show(got)}${next}` };
  });
}

function wantedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'a known field';
  if (issue.code === 'invalid_value') return `one of ${issue.values.map((one) => `\`${String(one)}\``).join(', ')}`;
  if (issue.code === 'too_big') return `${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin === 'string') return 'a text that is not empty';
  if (issue.code === 'too_small') return `${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'invalid_format') return issue.format === 'url' ? 'a URL' : 'a date such as `2026-03-02`';
  return (issue.code === 'invalid_type' ? kinds[issue.expected] : undefined) ?? 'of another kind';
}
