import { StringDecoder } from 'node:string_decoder';
import { describe, expect, it } from 'vitest';
import { foreignFormat, foreignHeading } from '../../src/rows/foreign-format.ts';
import { readAsParquet } from '../../src/cli/input/history/history-format.ts';
import { csvSplitter, nameTwice, splitCsv } from '../../src/rows/split-csv.ts';
import { readNumber } from '../../src/rows/number.ts';

describe('a cell', () => {
  it.each(['', '  ', 'NA', 'n/a', 'null', 'NULL', 'None'])('%j was not measured', (cell) =>
    expect(readNumber('f1', cell)).toBeUndefined()
  );
  it.each([
    ['NaN', Number.NaN],
    ['-nan', Number.NaN],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
  ])('%j was measured badly', (cell, value) => expect(readNumber('f1', cell)).toBe(value));
  it.each([
    [' 0.5 ', 0.5],
    ['-1e3', -1_000],
  ])('%j is a number', (cell, value) => expect(readNumber('f1', cell)).toBe(value));
  it.each([
    ['93.64 %', 'is it in per cent?'],
    ['0,9364', 'write a decimal point'],
    ['0x10', 'write a decimal number'],
    ['0b1', 'write a decimal number'],
    ['good', 'Expected `f1` to be a finite number, got `good`'],
    ['\u001B[31m', 'got `\\x1b[31m`'],
  ])('%j is told for what it is', (cell, said) => expect(readNumber('f1', cell)).toContain(said));

  it('is not advised an option that only histories have', () => {
    expect(foreignFormat('PAR1')).not.toContain('--format');
    expect(foreignFormat('PAR1')).toContain('write it as CSV');
    expect(foreignFormat('PAR1', readAsParquet)).toContain('--format parquet');
  });
});

describe('a line of CSV', () => {
  it('is split at commas outside quotes', () => {
    expect(splitCsv('a, b ,"c,""d""",')).toEqual(['a', 'b', 'c,"d"', '']);
    expect(splitCsv('a,"b')).toMatch(/closing quote/);
  });
  it('has words in quotes inside a cell, and no quote that is left over', () => {
    expect(splitCsv('1,say "hi" twice')).toEqual(['1', 'say "hi" twice']);
    expect(splitCsv('1,0.1,x"')).toMatch(/quotes around the whole cell/);
  });
  it('is no row where a cell in quotes goes on in it', () => {
    const split = csvSplitter();
    const read = (...lines: string[]) => lines.map((line) => typeof split(line) !== 'string');
    expect(read('1,"see:', '2,0.1', '2,0.1,x"', '3,0')).toEqual([false, false, false, true]);
    expect(read('1,"see:', '2,"" 0.1', '2",1,"and', '2,1', '2"', '3,0')).toEqual([...Array(5).fill(false), true]);
  });
  it('is a row again after a quote that nothing closes', () => {
    const split = csvSplitter();
    expect([split('1,"see'), split('1,"a b",2')].map((cells) => typeof cells)).toEqual(['string', 'object']);
    split('1,"see');
    const rows = Array.from({ length: 102 }, () => typeof split('2,1'));
    expect(rows.indexOf('object')).toBe(100);
  });
  it.each(['1,0.5,"great" he said', '1,0.5,"5" pipe', '1,0.5,"a" ', '1,0.5,"a ""b"" c"d,"e"'])(
    'costs no other line where text follows a quote that closes its cell: %s',
    (line) => {
      const split = csvSplitter();
      expect(split(line)).toMatch(/after the closing quote/);
      expect(split('2,0.6,x')).toEqual(['2', '0.6', 'x']);
    }
  );
  it('goes on after such text where another cell is left open', () => {
    const split = csvSplitter();
    const read = ['1,"a" b,"see:', '2,0.1', '2"', '3,0'].map((line) => typeof split(line) !== 'string');
    expect(read).toEqual([false, false, false, true]);
  });
  it('names the column that stands twice, and none of those without a name', () => {
    expect(nameTwice(['at', '', 'f1', 'f1', ''])).toBe('f1');
    expect(nameTwice(['at', '', ''])).toBeUndefined();
  });
});

describe('an input that is neither CSV nor NDJSON', () => {
  it.each([
    ['time;accuracy', 'semicolons'],
    ['at;accuracy;"latency, ms"', 'semicolons'],
    ['"a, ""b""";c', 'semicolons'],
    ['"latency, ms"\taccuracy', 'tabs'],
    ['"time;accuracy"', 'semicolons'],
    ['time\taccuracy', 'tabs'],
    ['sep=,', 'sep='],
    ['t\u0000i\u0000', 'UTF-16'],
    ['\u001F\uFFFD\u0008', 'gzip'],
    ['BZh91AY&SY\u0000\uFFFD', 'bzip2'],
    ['BZh1\u0017rE8P\uFFFD\u0000', 'bzip2'],
    ['\uFFFD7zXZ\u0000\u0000', 'xz'],
    ['(\uFFFD/\uFFFD\u0000', 'zstd'],
    ['PK\u0003\u0004', 'ZIP'],
    ['PAR1', 'Parquet'],
    ['[{"time":1}]', 'JSON array'],
    ['{"status": "success", "data": {"resultType": "matrix", "result": []}}', 'Prometheus'],
    ['time,accuracy\r2026-03-01,0.9', 'carriage return'],
  ])('%j is named, with what to do', (line, said) => expect(foreignFormat(line)).toContain(said));
  it.each<[string, number[] | string, string]>([
    ['old Excel', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], 'an old workbook of Excel'],
    ['SQLite', 'SQLite format 3\0\u0010\0', 'a database of SQLite'],
    ['Arrow', 'ARROW1\0\0', 'a file of Arrow'],
    ['NumPy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0x76, 0], 'an array of NumPy'],
    ['HDF5', [0x89, 0x48, 0x44, 0x46, 0x0d], 'a file of HDF5'],
    ['ORC', 'ORC\u0001\0', 'a file of ORC'],
    ['Avro', 'Obj\u0001\u0004', 'a file of Avro'],
    ['zlib', [0x78, 0x9c, 0xab, 0, 0x12, 0x44], 'a binary file'],
    ['UTF-16 with a mark', [0xff, 0xfe, 0x74, 0, 0x69, 0, 0x2c, 0], 'UTF-16'],
    ['UTF-16 the other way round', [0xfe, 0xff, 0, 0x74, 0, 0x69], 'UTF-16'],
    ['UTF-16 without a mark', [0x74, 0, 0x69, 0], 'UTF-16'],
    ['UTF-16 of one character', [0x37, 0], 'UTF-16'],
    ['UTF-32', [0x74, 0, 0, 0, 0x69, 0, 0, 0], 'UTF-32'],
    ['HTML', '<!DOCTYPE html>', 'a page of HTML'],
    ['HTML', '<html lang="en">', 'a page of HTML'],
    ['XML', '<?xml version="1.0"?>', 'XML'],
    ['PDF', '%PDF-1.7', 'a PDF'],
  ])('of %s is named for what it is', (_, bytes, said) => {
    const decoder = new StringDecoder('utf8');
    const told = foreignFormat(decoder.write(Buffer.from(bytes as string)));
    expect(told).toContain(said);
    if (!said.startsWith('UTF')) expect(told).not.toContain('UTF-16');
  });

  it.each([
    'time,accuracy',
    'accuracy',
    '{"accuracy":0.9}',
    '"a;b",c',
    'at,"note; more"',
    '"at, ""x;y""",f1',
    'BZh9,f1',
  ])('%j is none of these', (line) => expect(foreignFormat(line)).toBeUndefined());

  it.each([
    ['at|accuracy', 'a CSV with vertical bars'],
    ['at accuracy', 'a text with spaces'],
    ['  at   accuracy', 'a text with spaces'],
    ['"at","x"|"y z"', undefined],
    ['" a name', undefined],
    ['at;accuracy', 'semicolons'],
    ['# exported by x', 'a comment'],
    ['# exported by x, on Monday', 'a comment'],
    ['#at,f1', undefined],
    ['<a href="x">', 'XML'],
    ['at,the accuracy', undefined],
    ['accuracy', undefined],
    ['{"at": 1}', undefined],
  ])('%j as a heading of several columns is %s', (line, said) => {
    const told = foreignHeading(line);
    if (said === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(said);
  });
});
