import { chai } from 'vitest';

// A set-up file of every test. `toMatchObject` takes a regular expression for an object without fields, which any value
// matches: `toMatchObject({ message: /x/ })` passes whatever the message is.

chai.use(({ Assertion }, utils) => {
  utils.overwriteMethod(
    Assertion.prototype,
    'toMatchObject',
    (original: Check) =>
      function (this: unknown, wanted: unknown) {
        const path = pathOfRegex(wanted, new Set());
        if (path !== undefined)
          throw new Error(
            `Expected \`toMatchObject\` to hold no regular expression, got one at \`${path}\`; use \`expect.stringMatching\``
          );
        return original.call(this, wanted);
      }
  );
});

// --- internal ---

type Check = (this: unknown, wanted: unknown) => unknown;

/** What an asymmetric matcher holds is its own affair. */
function pathOfRegex(value: unknown, seen: Set<unknown>): string | undefined {
  if (value instanceof RegExp) return '.';
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  if ('asymmetricMatch' in value) return undefined;
  seen.add(value);
  for (const [key, inner] of Object.entries(value)) {
    const path = pathOfRegex(inner, seen);
    if (path !== undefined) return path === '.' ? key : `${key}.${path}`;
  }
  return undefined;
}
