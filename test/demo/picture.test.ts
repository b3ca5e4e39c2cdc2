import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { recordOf, type PictureRecord } from '../../scripts/pictures/story-text.ts';

const read = (path: string): Promise<Buffer> => readFile(new URL(path, import.meta.url));

describe('the picture of the README', () => {
  it('was taken of the story that the demo tells; `npx tsx scripts/demo-picture.ts` takes it anew', async () => {
    const record = JSON.parse((await read('picture.json')).toString()) as PictureRecord;
    expect(recordOf(await read('story.golden.txt'), await read('../../docs/demo.png'))).toEqual(record);
  });

  it('is another one when the story or the picture changes in a single place', () => {
    const record = recordOf('a story', new Uint8Array([1, 2]));
    expect(recordOf('b story', new Uint8Array([1, 2]))).toEqual({ ...record, story: expect.any(String) as string });
    expect(recordOf('b story', new Uint8Array([1, 2]))).not.toEqual(record);
    expect(recordOf('a story', new Uint8Array([1, 3]))).not.toEqual(record);
  });
});
