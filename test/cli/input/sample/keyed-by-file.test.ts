import { expect, test } from 'vitest';
import { keyedByFile } from '../../../../src/cli/input/sample/keyed-by-file.ts';
import type { KnownLists } from '../../../../src/cli/input/sample/lanes.ts';
import { listId } from '../../../../src/core/wire/numbers.ts';
import { keyNumber } from '../../../../src/core/wire/keys.ts';
import { readSamples } from '../../../../src/samples/read-samples.ts';
import type { ListEntry } from '../../../../src/client/publish/observation.ts';
import type { ReadSample } from '../../../../src/samples/read-samples.ts';

/** What a monitor knows once these rows were sent to it. */
function known(...entries: (ListEntry | undefined)[]): KnownLists {
  const taken: Record<string, number[]> = {};
  for (const entry of entries) {
    if (!entry) continue;
    const id = listId('accuracy', keyNumber(entry.list));
    taken[id] = [...(taken[id] ?? []), entry.number, entry.number];
  }
  return taken;
}

const samplesOf = (text: string): AsyncIterable<ReadSample> => {
  async function* input(): AsyncGenerator<string> {
    yield await Promise.resolve(text);
  }
  return readSamples(input());
};

async function sent(text: string, lists: KnownLists | null = {}, later = text) {
  const keys: (ListEntry | undefined)[] = [];
  const notes: string[] = [];
  let isSecond = false;
  const read = (): AsyncIterable<ReadSample> => {
    const samples = samplesOf(isSecond ? later : text);
    isSecond = true;
    return samples;
  };
  const keyed = keyedByFile({
    read,
    lists: () => Promise.resolve(lists ?? undefined),
    note: (line) => notes.push(line),
  });
  for await (const one of keyed) if ('sample' in one) keys.push(one.sample.options.key as ListEntry | undefined);
  return { keys, notes };
}

const rows = 'at,accuracy\n2026-01-01T00:00:00Z,0.9\n2026-01-01T00:00:00Z,0.9\n';
const row = '2026-01-02T00:00:00Z,0.8\n';

test('rows of a file have the same keys whenever it is sent, each another, also equal ones', async () => {
  const { keys } = await sent(rows);
  expect(keys.map((key) => key?.number)).toEqual([1, 2]);
  expect(new Set(keys.map((key) => key?.list)).size).toBe(1);
  expect((await sent(rows, known(...keys))).keys).toEqual(keys);
});

test.each([
  ['with other line ends', rows.replaceAll('\n', '\r\n')],
  ['without the last line end', rows.trimEnd()],
  ['with the columns in another order', 'accuracy,at\n0.9,2026-01-01T00:00:00Z\n0.9,2026-01-01T00:00:00Z\n'],
  ['as NDJSON', '{"at":"2026-01-01T00:00:00Z","accuracy":0.9}\n{"at":1767225600000,"accuracy":0.90}\n'],
])('a file %s is the same file', async (_, text) => {
  expect((await sent(text)).keys).toEqual((await sent(rows)).keys);
});

test('a file that has grown names the longest that it was before, for the rows that were taken as that one', async () => {
  const first = (await sent(rows)).keys;
  const second = (await sent(rows + row, known(...first))).keys;
  expect(second.map((key) => key?.was)).toEqual([first[0]?.list, first[0]?.list, undefined]);
  expect(new Set(second.map((key) => key?.list)).size).toBe(1);
  const third = (await sent(rows + row + row, known(...first, ...second))).keys;
  expect(third.map((key) => key?.was)).toEqual([...Array<string>(3).fill(second[0]!.list), undefined]);
});

test('one whose sending was cut off after it had grown names what it was before for the rows that did not go', async () => {
  const first = (await sent(rows)).keys;
  const cut = (await sent(rows + row, known(...first))).keys.slice(0, 1);
  const again = (await sent(rows + row, known(...first, ...cut))).keys;
  expect(again.map((key) => key?.was)).toEqual([first[0]?.list, first[0]?.list, undefined]);
  const grown = (await sent(rows + row + row, known(...first, ...cut))).keys;
  expect(grown.map((key) => key?.was)).toEqual([cut[0]?.list, first[0]?.list, undefined, undefined]);
});

test('rows of each segment and version are numbered for themselves, however they take turns', async () => {
  const heading = 'at,accuracy,segment,version\n';
  const line = (i: number): string =>
    `2026-01-01T00:00:00Z,0.9,${i % 2 === 0 ? 'DE' : 'FR'},${i % 4 < 2 ? '1.0.0' : '1.0.1'}\n`;
  const text = heading + Array.from({ length: 200 }, (_, i) => line(i)).join('');
  const { keys } = await sent(text);
  const lists = [...new Set(keys.map((key) => key?.list))];
  expect(lists.map((list) => keys.filter((key) => key?.list === list).map((key) => key?.number))).toEqual(
    Array(4).fill(Array.from({ length: 50 }, (_, i) => i + 1))
  );
  const grown = await sent(text + line(200), known(...keys));
  expect(grown.keys.filter((key) => key?.was === undefined).map((key) => key?.number)).toEqual([
    ...Array.from({ length: 150 }, (_, i) => Math.floor(i / 3) + 1),
    51,
  ]);
});

test('a file with another row amid its rows is another file', async () => {
  const [first] = (await sent(rows + row)).keys;
  const corrected = (await sent(rows.replace('0.9\n', '0.91\n') + row + row, known(first))).keys;
  expect(corrected.map((key) => key?.was)).toEqual(Array(4).fill(undefined));
  expect(corrected[0]?.list).not.toBe(first?.list);
});

test('says so where nobody tells which files are known', async () => {
  const { keys, notes } = await sent(rows, null);
  expect(keys).toHaveLength(2);
  expect(notes).toEqual([expect.stringContaining('all of it counts again')]);
});

test('leaves what is added meanwhile for the next time, and says so', async () => {
  const { keys, notes } = await sent(rows, {}, rows + row);
  expect(keys).toEqual((await sent(rows)).keys);
  expect(notes).toEqual(['the file has grown while it was sent; send it again for what stands from line 4 on']);
});

test('of more segments and versions than a monitor remembers, it says so', async () => {
  const of = (segments: number): string =>
    `at,accuracy,segment\n${Array.from({ length: segments }, (_, i) => `2026-01-01T00:00:00Z,0.9,s${i}\n`).join('')}`;
  expect((await sent(of(256))).notes).toEqual([]);
  expect((await sent(of(257))).notes).toEqual([
    'the file has 257 segments and versions, more than a monitor remembers: sent again, some of it may count again',
  ]);
});

test('rows without a time have none: they are of now, each time they are sent', async () => {
  expect((await sent('accuracy\n0.9\n0.8\n')).keys).toEqual([undefined, undefined]);
});

test('keys of its own tell a row apart, and are left as they are', async () => {
  const text = 'at,accuracy,key\n2026-01-01,0.9,mine\n';
  expect((await sent(text)).keys).toEqual(['mine']);
});
