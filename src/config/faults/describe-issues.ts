import type { z } from 'zod';
import { didYouMean } from '../../terms/did-you-mean.ts';
import type { Faults } from './faults.ts';
import { listOf, valueAt, type Path } from './path.ts';
import { splitWanted } from '../schema/strict.ts';

/** Turns zod's issues into sentences with the path, the value, what was expected and what to do. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown, faults: Faults): void {
  for (const issue of issues) describeIssue(issue, [], input, faults);
}

// --- internal ---

function describeIssue(issue: z.core.$ZodIssue, base: Path, input: unknown, faults: Faults): void {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.forEach((key) => describeStranger([...path, key], issue.message, input, faults));
  if (issue.code === 'invalid_key')
    return faults.expected(path, splitWanted(issue.issues[0]?.message ?? '').what, path.at(-1), 'rename it');
  const meant = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
  if (meant) return meant.forEach((one) => describeIssue(one, path, input, faults));
  // A check that has a sentence of its own.
  if (issue.message.startsWith('Expected ')) return faults.add(path, issue.message);
  const { what, next } = splitWanted(issue.message);
  faults.expected(path, what, valueAt(input, path), next);
}

/** The only branch that matches the kind of the value: its own faults say more than "none of these". */
function meantBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const near = branches.filter(
    (issues) => !issues.some(({ code, path }) => path.length === 0 && code.startsWith('invalid_'))
  );
  return near.length === 1 ? near[0] : undefined;
}

/** As `strict` writes them; a schema that was made in another way tells none. */
function knownFields(message: string): string[] | undefined {
  try {
    return JSON.parse(message) as string[];
  } catch {
    return undefined;
  }
}

function describeStranger(path: Path, message: string, input: unknown, faults: Faults): void {
  faults.expected(path, 'a known field', valueAt(input, path), () => {
    const known = knownFields(message);
    if (known === undefined || known.length === 0) return 'leave it out';
    const near = didYouMean(String(path.at(-1)), known);
    return near === undefined ? `it can be ${listOf(known)}` : `did you mean \`${near}\`?`;
  });
}
