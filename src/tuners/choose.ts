import { show } from '../terms/show.ts';
import { tuners } from './index.ts';
import type { Tuner } from './tuner.ts';

/**
 * The tuner with that name, `grid` without one; for an unknown name, a sentence for the caller to throw.
 *
 * @param setting what named it, for that sentence
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(tunerByName(undefined)).toMatchObject({ tuner: { name: 'grid' } });
 * ```
 */
export function tunerByName(
  name: string | undefined,
  setting = 'defaultTuner'
): { tuner: Tuner } | { problem: string } {
  const wanted = name === undefined || name.trim() === '' ? defaultTuner : name.trim();
  const tuner = tuners.get(wanted);
  if (tuner) return { tuner };
  const allowed = [...tuners.keys()].join(', ');
  return { problem: `Expected the tuner (\`${setting}\`) to be one of ${allowed}, got ${show(name)}` };
}

// --- internal ---

const defaultTuner = 'grid';
