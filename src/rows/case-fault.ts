import { excerpt } from '../terms/visible-text.ts';

/** What is wrong with a name that differs from a known one by its case alone; `undefined` when that is not it. */
export function caseFault(name: string, known: Iterable<string>): string | undefined {
  const lower = name.trim().toLowerCase();
  for (const one of known)
    if (one !== name && one.toLowerCase() === lower)
      return `Expected \`${excerpt(one, 80)}\`, got \`${excerpt(name, 80)}\`; write it as the policy does`;
  return undefined;
}
