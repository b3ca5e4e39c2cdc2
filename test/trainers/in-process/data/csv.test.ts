import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { readCsv } from '../../../../src/trainers/in-process/data/csv.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
  path = join(folder, 'file.csv');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string): Promise<string[][]> {
  await writeFile(path, text);
  const rows: string[][] = [];
  await readCsv(path, ({ cells }) => rows.push(cells));
  return rows;
}

test.for([
  [
    'line feeds',
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'CRLF and no line end at the end',
    'a,b\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a byte order mark', '\uFEFFa,b\n', [['a', 'b']]],
  ['quotes, with everything in them', 'a\n"x, ""y""\r\nz"\n', [['a'], ['x, "y"\r\nz']]],
  [
    'empty cells, quoted or not',
    'a,b\n,""\n',
    [
      ['a', 'b'],
      ['', ''],
    ],
  ],
  ['blank lines at the end', 'a\n1\n\n\r\n', [['a'], ['1']]],
] as const)('%s are read', async ([, text, rows]) => {
  expect(await read(text)).toEqual(rows);
});

test.for([
  ['', /:1:1: Expected a header/],
  ['a,b\n1\n', /:2:1: Expected 2 cells as in the header, got 1/],
  ['a,b\n1,2\n1,2,3', /:3:1: Expected 2 cells as in the header, got 3/],
  ['a\n1\n\n2\n', /:3:1: .*blank line/],
  ['a,b\n1,x"y\n', /:2:4: Expected a quote only at the start/],
  ['a,b\n1,"y"z\n', /:2:6: Expected a comma/],
  ['a,b\n1,"open\n2,3\n', /:2:3: Expected a closing quote/],
  ['a\rb\n', /:1:3: Expected a line feed after the carriage return/],
  [`a\n"${'x'.repeat(70_000)}"`, /:2:1: .*open quote/],
] as const)('the fault in %j is named with line and column', async ([text, message]) => {
  await expect(read(text)).rejects.toMatchObject({
    name: 'TrainingError',
    permanent: true,
    message: expect.stringMatching(message),
  });
});

test('a file that is not there and a folder are errors for good', async () => {
  await expect(readCsv(join(folder, 'gone.csv'), () => {})).rejects.toMatchObject({
    permanent: true,
    message: expect.stringMatching(/found none/),
  });
  await expect(readCsv(folder, () => {})).rejects.toMatchObject({ permanent: true });
});

test('any cells come back as they were written, wherever the file is cut into chunks', async () => {
  const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.array(
      fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '🐈', ' ') }), {
        minLength: width,
        maxLength: width,
      }),
      {
        minLength: 1,
        maxLength: 5,
      }
    )
  );
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
      expect(await read(text)).toEqual(rows);
    }),
    { numRuns: 100 }
  );
  const long = Array.from({ length: 60_000 }, (_, at) => [String(at), `"é🐈${at}`]);
  expect(await read(long.map(([a, b]) => `${a},"${b?.replaceAll('"', '""')}"`).join('\n'))).toEqual(long);
});
