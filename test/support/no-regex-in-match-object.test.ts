import { expect, test } from 'vitest';

// See test/support/no-regex-in-match-object.ts.

const given = { name: 'TrainingError', message: 'no more disk', cause: [{ code: 'ENOSPC' }] };

test('a regular expression in `toMatchObject` is an error, however deep, as any value would match it', async () => {
  expect(() => expect(given).toMatchObject({ message: /disk/ })).toThrow(/got one at `message`; use/);
  expect(() => expect(given).toMatchObject({ cause: [{ code: /E/ }] })).toThrow(/got one at `cause\.0\.code`/);
  expect(() => expect(given).not.toMatchObject({ message: /memory/ })).toThrow(/no regular expression/);
  await expect(expect(Promise.reject(given)).rejects.toMatchObject({ message: /disk/ })).rejects.toThrow(/no regular/);
});

test('`expect.stringMatching` in its place matches what it should and nothing else', () => {
  expect(given).toMatchObject({ message: expect.stringMatching(/disk/) });
  expect(() => expect(given).toMatchObject({ message: expect.stringMatching(/memory/) })).toThrow(/memory/);
});
