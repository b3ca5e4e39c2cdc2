import type { ChoiceParameter } from './detector.ts';

/** Which changes count: 'up' a rise, 'down' a fall. */
export type Mode = 'up' | 'down' | 'both';

/** The entry of a parameter table. */
export const modeParameter = {
  type: 'choice',
  values: ['up', 'down', 'both'],
  default: 'both',
  synonyms: { positive: 'up', negative: 'down', rise: 'up', fall: 'down', increase: 'up', decrease: 'down' },
  aliases: ['direction'],
  doc: "'up' watches for a rise, 'down' for a fall, 'both' for either",
  source: 'river 0.26.1',
} as const satisfies ChoiceParameter;

/** Whether the side that `mode` watches is beyond the limit. */
export function isFired(up: number, down: number, limit: number, mode: Mode): boolean {
  return (mode !== 'down' && up > limit) || (mode !== 'up' && down > limit);
}

/** The statistic of the side that `mode` watches, the greater one for 'both'. */
export function watched(up: number, down: number, mode: Mode): number {
  if (mode === 'both') return Math.max(up, down);
  return mode === 'up' ? up : down;
}
