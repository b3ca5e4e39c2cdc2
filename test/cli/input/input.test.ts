import { describe, expect, it } from 'vitest';
import { chunksOf } from '../run-cli.ts';
import { maxLineLength, readLines } from '../../../src/rows/lines.ts';
import { readSamples, type ReadSample, type SampleFormat } from '../../../src/samples/read-samples.ts';
import { splitCsv } from '../../../src/rows/split-csv.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const read = (text: string, format?: SampleFormat): Promise<ReadSample[]> => all(readSamples(chunksOf(text), format));
const faultsOf = (list: ReadSample[]): string[] =>
  list.flatMap((one) => ('fault' in one ? [`${one.line}: ${one.fault}`] : []));

describe('readLines', () => {
  it('joins lines and letters that chunks have cut, and drops carriage returns and the byte order mark', async () => {
    const lines = await all(readLines(chunksOf('\uFEFFeins\r\nzwölf €\n\nlast', 3)));
    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, 'eins'],
      [2, 'zwölf €'],
      [3, ''],
      [4, 'last'],
    ]);
  });

  it('tells a line that is too long, without keeping it, and reads on behind it', async () => {
    const text = `a\n${'x'.repeat(2 * maxLineLength)}\nb\n`;
    const lines = await all(readLines(chunksOf(text, 65_536)));
    expect(lines.map(({ number, text, tooLong }) => [number, text, tooLong])).toEqual([
      [1, 'a', false],
      [2, '', true],
      [3, 'b', false],
    ]);
  });
});

describe('readSamples of CSV', () => {
  it('reads a column as a metric, and at, version and segment as what they are', async () => {
    const text = 'at,accuracy,f1,version,segment\n2026-03-02T12:00:00Z,0.93,0.9,1.4.0,eu\n1772452800000,0.92,,,\n';
    expect(await read(text)).toEqual([
      {
        line: 2,
        sample: {
          values: { accuracy: 0.93, f1: 0.9 },
          options: { at: Date.UTC(2026, 2, 2, 12), version: '1.4.0', segment: 'eu' },
        },
      },
      { line: 3, sample: { values: { accuracy: 0.92 }, options: { at: 1_772_452_800_000 } } },
    ]);
  });

  it('takes the other names that a time has in histories, where there is no `at`', async () => {
    const at = Date.UTC(2026, 2, 2, 12);
    const expected = [{ values: { accuracy: 0.93 }, options: { at } }];
    const samples = async (text: string): Promise<unknown[]> =>
      (await read(text)).map((one) => ('sample' in one ? one.sample : one));
    expect(await samples('time,accuracy\n2026-03-02T12:00:00Z,0.93\n')).toEqual(expected);
    expect(await samples(`{"timestamp":${at},"accuracy":0.93}\n`)).toEqual(expected);
    expect(await samples(`at,day,accuracy\n${at},7,0.93\n`)).toEqual([
      { values: { accuracy: 0.93, day: 7 }, options: { at } },
    ]);
  });

  it('reads the two columns metric and value', async () => {
    expect(await read('metric,value\naccuracy,0.93\n__proto__,1\n')).toEqual([
      { line: 2, sample: { values: { accuracy: 0.93 }, options: {} } },
      { line: 3, sample: { values: Object.fromEntries([['__proto__', 1]]), options: {} } },
    ]);
  });

  it('tells bad rows by their line, and reads the good ones before and after', async () => {
    const list = await read('at,accuracy\n,0.9\nnever,0.9\n,high\n,0.8,1\n\n,Infinity\n,\n,0.7\n');
    expect(list.flatMap((one) => ('sample' in one ? [one.sample.values['accuracy']] : []))).toEqual([0.9, 0.7]);
    expect(faultsOf(list)).toMatchInlineSnapshot(`
      [
        "3: Expected \`at\` to be a time such as \`2026-03-02T12:00:00Z\`, or epoch milliseconds, got \`never\`",
        "4: Expected \`accuracy\` to be a finite number, got \`high\`; what is no metric can be \`at\`, \`version\`, \`segment\`, \`key\` or \`n\`: name it so, or leave it out",
        "5: Expected 2 cells, got 3",
        "7: Expected \`accuracy\` to be a finite number, got \`Infinity\`",
        "8: Expected at least one value in the row, got empty cells only",
      ]
    `);
  });

  it.each(['accuracy,accuracy\n', 'at,version\n', 'first name,accuracy\n', '0.93,0.94\n', ',,\n'])(
    'refuses the heading %j as a whole',
    async (heading) => {
      await expect(read(`${heading}1,2\n`)).rejects.toMatchObject({ name: 'ConfigurationError' });
    }
  );

  it('unquotes cells', () => {
    expect(splitCsv('a,"b, ""c""",, d ,""')).toEqual(['a', 'b, "c"', '', 'd', '']);
    expect(splitCsv('a,"b')).toBe('Expected a closing quote at the end of the cell');
  });
});

describe('readSamples of NDJSON', () => {
  it('sees from the first line that it is NDJSON, and reads both forms of lines', async () => {
    const text = '\n{"accuracy":0.93,"f1":null,"at":1772366400000}\n{"metric":"f1","value":0.9,"segment":"eu"}\n';
    expect(await read(text)).toEqual([
      { line: 2, sample: { values: { accuracy: 0.93 }, options: { at: 1772366400000 } } },
      { line: 3, sample: { values: { f1: 0.9 }, options: { segment: 'eu' } } },
    ]);
  });

  it('tells every kind of bad line', async () => {
    const lines = [
      '{"a":1',
      '[]',
      '{}',
      '{"a":"one"}',
      '{"a b":1}',
      '{"a":1,"at":true}',
      '{"metric":7,"value":1}',
      '{"a":1e999}',
    ];
    expect(faultsOf(await read(lines.join('\n'), 'ndjson'))).toMatchInlineSnapshot(`
      [
        "1: Expected a JSON object, found: Expected ',' or '}' after property value in JSON at position 6",
        "2: Expected a JSON object such as \`{"accuracy":0.93}\`",
        "3: Expected at least one metric with a number, got none",
        "4: Expected \`a\` to be a finite number, got \`one\`; what is no metric can be \`at\`, \`version\`, \`segment\`, \`key\` or \`n\`: name it so, or leave it out",
        "5: Expected \`field\` to be a metric's name (letters, digits, dots, dashes, underscores, a letter first), got \`a b\`",
        "6: Expected \`at\` to be a text, got \`true\`",
        "7: Expected \`metric\` to be a text, got \`7\`",
        "8: Expected \`a\` to be a finite number, got \`Infinity\`",
      ]
    `);
  });
});

describe('rows behind the values', () => {
  it.each([
    ['a wide CSV', 'at,accuracy,n\n2026-01-01,0.9,5\n2026-01-02,0.8,\n'],
    ['a long CSV', 'at,metric,value,n\n2026-01-01,accuracy,0.9,5\n2026-01-02,accuracy,0.8,\n'],
    ['NDJSON', '{"at":"2026-01-01","accuracy":0.9,"n":5}\n{"at":"2026-01-02","accuracy":0.8}\n'],
  ])('are read from %s, and are no metric', async (_, text) => {
    const samples = (await read(text)).map((one) => ('sample' in one ? one.sample : undefined));
    expect(samples.map((one) => one?.values)).toEqual([{ accuracy: 0.9 }, { accuracy: 0.8 }]);
    expect(samples.map((one) => one?.options.n)).toEqual([5, undefined]);
  });

  it('leave a metric called min one where there is no n', async () => {
    expect(await read('min\n0.5\n')).toMatchObject([{ sample: { values: { min: 0.5 }, options: {} } }]);
  });

  it('are refused where they are no number, or stand without n', async () => {
    expect(faultsOf(await read('accuracy,n,min\n0.9,x,\n0.9,,0.5\n'))).toEqual([
      '2: Expected `n` to be a finite number, got `x`',
      '3: Expected `n` beside `min`, got none',
    ]);
  });
});
