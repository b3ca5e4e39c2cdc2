/**
 * Throws where a part of an input would not let itself be turned into a text or a number: JSON can hold
 * `{"toString":1}`, and whoever compares or prints such an object throws. So does what is nested too deep to be walked.
 */
export function expectPlain(input: unknown): void {
  let level: object[] = isParts(input) ? [input] : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) throw new RangeError(`expected at most ${deepest} levels of nesting`);
    const next: object[] = [];
    for (const parts of level) {
      for (const mask of masks) if (Object.hasOwn(parts, mask)) throw new TypeError(`expected no field called ${mask}`);
      for (const part of Object.values(parts)) if (isParts(part)) next.push(part);
    }
    level = next;
  }
}

// --- internal ---

/** Fields by which an object hides how it becomes a text or a number. */
const masks = ['toString', 'valueOf', 'toJSON'];

/** Deeper than any options of a trainer, and far from where a walk by calls would end. */
const deepest = 200;

function isParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
