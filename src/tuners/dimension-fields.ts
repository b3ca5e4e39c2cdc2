import type { Dimension } from './tuner.ts';

/** What a field of a dimension holds; a `count` is a whole number from 1. */
export type FieldKind = 'number' | 'whole number' | 'flag' | 'count' | 'choices';

/** The fields that each type of dimension has besides `type` and `when`, which all have. */
export const dimensionFields = {
  float: { low: 'number', high: 'number', log: 'flag', points: 'count' },
  int: { low: 'whole number', high: 'whole number', log: 'flag', step: 'count', points: 'count' },
  choice: { values: 'choices' },
} as const satisfies { [T in Dimension['type']]: Record<OwnFields<T>, FieldKind> };

/** The fields of that type; `undefined` if there is no such type. Takes unchecked input. */
export function fieldsOf(type: unknown): Readonly<Record<string, FieldKind>> | undefined {
  return typeof type === 'string' && Object.hasOwn(dimensionFields, type)
    ? dimensionFields[type as Dimension['type']]
    : undefined;
}

// --- internal ---

type OwnFields<T> = Exclude<keyof Extract<Dimension, { type: T }>, 'type'>;
