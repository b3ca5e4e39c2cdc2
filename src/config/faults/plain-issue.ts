import type { z } from 'zod';
import { kinds } from '../../terms/show.ts';
import { listOf } from './path.ts';

/**
 * An issue of a schema that says nothing of its own, with what was wanted in our words in place of zod's; one that says
 * something, as it is. `describeIssues` makes sentences of them.
 */
export function plainIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code === 'invalid_union')
    return {
      ...issue,
      message: plain(issue),
      errors: issue.errors.map((branch) => branch.map(plainIssue)),
    } as typeof issue;
  if (issue.code === 'invalid_key') return { ...issue, issues: issue.issues.map(plainIssue) };
  return { ...issue, message: plain(issue) };
}

// --- internal ---

function plain(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (!zodsOwn.test(message)) return message;
  const next = message.endsWith('received undefined') ? '\nadd it' : '';
  return `${whatOf(issue)}${next}`;
}

/** How zod begins what it says where a schema says nothing. */
const zodsOwn = /^(?:Invalid |Too (?:small|big))/;

function whatOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return listOf(issue.values.map(String));
  if (issue.code === 'invalid_format') return formats[issue.format] ?? 'written in another way';
  if (issue.code === 'too_big')
    return `${ofSize(issue.origin)} ${issue.inclusive === false ? 'below' : 'up to'} ${issue.maximum}`;
  if (issue.code !== 'too_small') return 'something else';
  if (issue.origin === 'string' && issue.minimum === 1) return 'a text that is not empty';
  return `${ofSize(issue.origin)} ${issue.inclusive === false ? 'above' : 'from'} ${issue.minimum}`;
}

function ofSize(origin: string): string {
  return { string: 'a text', array: 'a list with a length' }[origin] ?? kinds[origin] ?? 'a number';
}

const formats: Readonly<Record<string, string>> = { url: 'a URL' };
