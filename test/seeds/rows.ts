/** How many rows each of the five documents has that the project was started from. */
const rowsOf = { 16: 7, 21: 5, 23: 8, 32: 8, 41: 8 };

/** Every row, as the tag of the tests that show it to work: `npx vitest run --tags-filter m23.5`. */
export const seedRows: readonly string[] = Object.entries(rowsOf).flatMap(([module, count]) =>
  Array.from({ length: count }, (_, i) => `m${module}.${i + 1}`)
);
