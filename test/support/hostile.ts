import * as fc from 'fast-check';
import { createRng, type Rng } from '../../src/stats/rng.ts';

/** Values that somebody who means harm, or whose program is broken, puts in the place of any other. All are JSON. */
const atoms: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => -1e300,
  () => 1e300,
  () => 2 ** 53,
  () => 8.64e15 + 1,
  () => '',
  () => '7',
  () => 'x'.repeat(100_000),
  () => '漢'.repeat(127),
  () => '\ud800'.repeat(128),
  () => '"\\\u0000\u001b[2J\n'.repeat(20),
  () => '__proto__',
  () => 'toString',
  () => [],
  () => [[[[[[]]]]]],
  () => Array.from({ length: 3_000 }, () => null),
  () => ({}),
  () => ({ toString: 1 }),
  () => ({ toJSON: 1, valueOf: null, constructor: 7 }),
  () => JSON.parse('{"__proto__":{"toString":1},"length":4294967296}'),
  () => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key ${i}`, i])),
  () => nested(500),
];

/** What nobody has thought of: any JSON in any shape, and texts of any characters. The same at every run. */
const unthoughtOf = fc.sample(
  fc.oneof(
    fc.jsonValue({ maxDepth: 5 }),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 40 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 30 }),
    fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 3_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger()
  ),
  { seed: 8, numRuns: 1_500 }
);

/** A copy with some of its parts, however deep, exchanged, taken away or doubled; now and then something else altogether. */
export function spoiled(rng: Rng, message: unknown): unknown {
  if (rng.uniform() < 0.03) return atom(rng);
  let spoilt = structuredClone(message);
  const times = 1 + Math.floor(3 * rng.uniform());
  for (let i = 0; i < times; i++) spoilt = spoiledOnce(rng, spoilt);
  return spoilt;
}

export function hostility(seed: number): Rng {
  return createRng(seed);
}

export function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[Math.floor(rng.uniform() * from.length)]!;
}

// --- internal ---

function spoiledOnce(rng: Rng, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || rng.uniform() < 0.1) return atom(rng);
  const keys = Object.keys(value);
  const key = keys.length === 0 || rng.uniform() < 0.05 ? 'more' : pick(rng, keys);
  const parts = value as Record<string, unknown>;
  const how = rng.uniform();
  if (how < 0.1) delete parts[key];
  else if (how < 0.5) parts[key] = atom(rng);
  else if (Object.hasOwn(parts, key)) parts[key] = spoiledOnce(rng, parts[key]);
  return value;
}

function atom(rng: Rng): unknown {
  return rng.uniform() < 0.3 ? structuredClone(pick(rng, unthoughtOf)) : pick(rng, atoms)();
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { in: value };
  return value;
}
