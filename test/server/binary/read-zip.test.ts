import { expect, it } from 'vitest';
import { readZipEntry } from '../../../src/server/binary/read-zip.ts';
import { zipOf } from '../../support/zip.ts';

const zip = zipOf({ 'a/empty': '', 'a/text': 'many words, many words, many words', 'b/other': 'else' });

it('a file is found by its name, packed or not', async () => {
  expect((await readZipEntry(zip, /^a\/text$/))?.toString()).toBe('many words, many words, many words');
  expect((await readZipEntry(zip, /other$/))?.toString()).toBe('else');
  expect((await readZipEntry(zip, /empty$/))?.length).toBe(0);
});

it.each([
  { local: 28, directory: 24 },
  { local: 0, directory: 36 },
  { local: 9, directory: 0 },
])('extra fields are passed over, here and there of other length: %j', async (extra) => {
  const zipped = zipOf({ 'a/text': 'many words, many words', 'b/other': 'else' }, extra);
  expect((await readZipEntry(zipped, /^a\/text$/))?.toString()).toBe('many words, many words');
  expect((await readZipEntry(zipped, /other$/))?.toString()).toBe('else');
});

it('a name that is not in it is no file', async () => {
  expect(await readZipEntry(zip, /missing/)).toBeUndefined();
});

it('what is no zip archive is refused', async () => {
  await expect(readZipEntry(Buffer.from('<html>not found</html>'), /x/)).rejects.toThrow('Expected a zip archive');
});
