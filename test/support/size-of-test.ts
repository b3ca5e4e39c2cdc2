/**
 * How large a test is: what it says itself, which suits every run of the suite, or what the environment asks for.
 *
 * @param variable `RETRAIN_TEST_FAULTS`
 */
export function sizeOfTest(variable: string, usual: number): number {
  const asked = process.env[variable];
  if (asked === undefined) return usual;
  const size = Number(asked);
  if (!Number.isSafeInteger(size) || size < 1)
    throw new Error(`Expected ${variable} to be a whole number from 1 on, got \`${asked}\``);
  return size;
}
