import { describe, expect, it } from 'vitest';
import { chunksOf } from '../cli/run-cli.ts';
import { readFields, readNdjson } from '../../src/samples/ndjson.ts';
import { readSamples, type ReadSample } from '../../src/samples/read-samples.ts';
import type { RecordOptions } from '../../src/client/publish/observation.ts';
import { screenSample, type ScreenOptions } from '../../src/samples/sample-screen.ts';

const words = {
  ignoreUnknown: '?ignoreUnknown=true',
  force: '?force=true',
  timeUnit: '?timeUnit',
  sayUnit: (unit: string) => `say ${unit}`,
  unit: (unit: string) => `?timeUnit=${unit}`,
};
const screen = (values: Record<string, number>, options: Partial<ScreenOptions> = {}, at?: number) =>
  screenSample({ values, options: at === undefined ? {} : { at } }, { metrics: ['accuracy', 'f1'], words, ...options });

it('names a metric that Python has written as NaN', () => {
  expect(readNdjson('{"accuracy": NaN, "f1": 0.9}')).toContain('Expected `accuracy` to be a finite number, got `NaN`');
});

describe('screenSample', () => {
  it('lets pass what is known and plausible', () => {
    expect(screen({ accuracy: 0.9 })).toEqual({
      sample: { values: { accuracy: 0.9 }, options: {} },
      ignored: 0,
      doubts: [],
    });
  });

  it('refuses a mistyped name with the nearest one, and a strange one with the way to leave it out', () => {
    expect(screen({ acuracy: 0.9 })).toMatchObject({ fault: expect.stringContaining('did you mean `accuracy`?') });
    expect(screen({ zzz: 0.9 })).toMatchObject({ fault: expect.stringContaining('or use ?ignoreUnknown=true') });
  });

  it('leaves out what is not watched, and asks nothing of a row of which nothing is left', () => {
    expect(screen({ accuracy: 0.9, zzz: 1 }, { ignoreUnknown: true })).toMatchObject({
      sample: { values: { accuracy: 0.9 } },
      ignored: 1,
    });
    expect(screen({ zzz: 1 }, { ignoreUnknown: true }, 5)).toMatchObject({ sample: { values: {} }, doubts: [] });
  });

  it('refuses an implausible value or time, unless it is forced, and then says what it is', () => {
    expect(screen({ accuracy: 93 })).toMatchObject({ fault: expect.stringContaining('?force=true sends it anyway') });
    expect(screen({ accuracy: 0.9 }, {}, 1_772_323_200)).toMatchObject({ fault: expect.stringContaining('say s') });
    expect(screen({ accuracy: 93 }, { force: true })).toMatchObject({ doubts: [['accuracy', expect.any(String)]] });
  });

  it.each([
    ['s', 1_772_323_200_000_000, '58132-', 'milliseconds? then say ?timeUnit=ms'],
    ['us', 1_772_323_200, '1970-01-21 12:18:43Z', 'milliseconds? then say ?timeUnit=ms'],
    ['ns', 1_772_323_200, '1970-01-21 12:18:43Z', 'microseconds? then say ?timeUnit=us'],
    ['ms', 1_772_323_200, '1970-01-21 12:18:43Z', 'seconds? then say ?timeUnit=s'],
  ] as const)('names the unit that a time looks like, of one that was said to be in %s', (unit, at, reads, said) => {
    const { fault } = screen({ accuracy: 0.9 }, { unit }, at) as { fault: string };
    expect(fault).toContain(reads);
    expect(fault).toContain(`with ?timeUnit=${unit}: is it in ${said}; ?force=true sends it anyway`);
  });

  it('refuses a negative value of what is never negative, unless it is forced', () => {
    const known = { metrics: ['latencyMs', 'rmse', 'lift'] };
    expect(screen({ latencyMs: -5 }, known)).toMatchObject({
      fault: 'latencyMs must be at least 0, got -5; ?force=true sends it anyway',
    });
    expect(screen({ rmse: -1, lift: -1 }, { ...known, force: true })).toMatchObject({
      doubts: [['rmse', expect.any(String)]],
    });
    expect(screen({ rmse: 0, lift: -1 }, known)).toMatchObject({ doubts: [] });
  });

  it('refuses a time that is decades older than what the monitor knows of the metric, unless it is forced', () => {
    const newest = new Map([['accuracy/', Date.parse('2026-03-01T00:00:00Z')]]);
    const of = (at: string, options: Partial<ScreenOptions> = {}) =>
      screen({ accuracy: 0.9 }, { newest, ...options }, Date.parse(at));
    expect(of('1960-01-01T00:00:00Z')).toMatchObject({
      fault:
        'Time -315619200000 reads as 1960-01-01 00:00:00Z, 66 years before the newest that the monitor knows of `accuracy` (2026-03-01 00:00:00Z): is that the year? a number has a unit: ?timeUnit; ?force=true sends it anyway',
      because: 'implausible',
    });
    for (const zero of ['0001-01-01T00:00:00Z', '1601-01-01T00:00:00Z', '1899-12-30T00:00:00Z', '1995-07-01T00:00:00Z'])
      expect(of(zero), zero).toMatchObject({ because: 'implausible' });
    expect(of('1960-01-01T00:00:00Z', { force: true })).toMatchObject({ doubts: [['at', expect.any(String)]] });
    // Labels and histories come late.
    expect(of('2007-01-01T00:00:00Z')).toMatchObject({ doubts: [] });
  });

  it('lets pass any time in history of what the monitor knows no time of, and of an event that may have come before', () => {
    const newest = new Map([['accuracy/', Date.parse('2026-03-01T00:00:00Z')]]);
    const at = Date.parse('1949-01-01T00:00:00Z');
    expect(screen({ accuracy: 0.9 }, {}, at)).toMatchObject({ doubts: [] });
    expect(screen({ f1: 0.9 }, { newest }, at)).toMatchObject({ doubts: [] });
    const of = (options: RecordOptions) => screenSample({ values: { accuracy: 0.9 }, options }, { newest, words });
    expect(of({ at, segment: 'eu' })).toMatchObject({ doubts: [] });
    expect(of({ at, key: 'row 7' })).toMatchObject({ doubts: [] });
    expect(of({ at })).toMatchObject({ because: 'implausible' });
  });

  it('refuses a version that is newer than all that the monitor knows, unless it is forced', () => {
    const of = (version: string, options: Partial<ScreenOptions> = {}) =>
      screenSample(
        { values: { accuracy: 0.9 }, options: { version } },
        { versions: ['1.2.0', '1.10.0'], words, ...options }
      );
    expect(of('2.0.0')).toMatchObject({
      fault:
        'version 2.0.0 was never registered: the newest that the monitor knows is 1.10.0; ?force=true sends it anyway',
    });
    expect(of('2.0.0', { force: true })).toMatchObject({ doubts: [['version', expect.any(String)]] });
    // It may have served before those that are known.
    for (const version of ['1.10.0', '1.2.0', '1.9.0', '0.9.0']) expect(of(version)).toMatchObject({ doubts: [] });
    // Nothing is known before the first version: the model may be registered elsewhere.
    expect(of('2.0.0', { versions: [] })).toMatchObject({ doubts: [] });
  });

  it('tells all that is wrong with a row, and what each wants', () => {
    const { fault } = screen({ acuracy: 0.9, f1: 93 }, {}, 1_772_323_200) as { fault: string };
    expect(fault).toContain('got `acuracy`; did you mean `accuracy`?; Time 1772323200 reads as 1970-01-21');
    expect(fault).toMatch(
      /; f1 must be between 0 and 1, got 93 \(did you mean 0\.93\?\); \?force=true sends them anyway$/
    );
    expect(screen({ accuracy: 93, f1: 92 })).toMatchObject({
      fault: expect.stringMatching(
        /^accuracy must .* got 93 .*; f1 must .* got 92 .*; \?force=true sends them anyway$/
      ),
    });
    // What is forced is not told.
    expect(screen({ acuracy: 0.9, f1: 93 }, { force: true })).toMatchObject({
      fault: expect.not.stringContaining('f1 must'),
    });
  });

  it('looks at no name while it is not known what is watched', () => {
    expect(screen({ whatever: 1 }, { metrics: undefined })).toMatchObject({ sample: { values: { whatever: 1 } } });
  });
});

describe('rows of metrics', () => {
  const read = async (text: string): Promise<ReadSample[]> => {
    const list: ReadSample[] = [];
    for await (const one of readSamples(chunksOf(text))) list.push(one);
    return list;
  };

  it('bring keys of their own, in CSV and in NDJSON, as texts or numbers', async () => {
    expect(await read('key,accuracy\nclicks/3/1042,0.9\n,0.8\n')).toMatchObject([
      { sample: { values: { accuracy: 0.9 }, options: { key: 'clicks/3/1042' } } },
      { sample: { values: { accuracy: 0.8 }, options: {} } },
    ]);
    expect(await read('{"accuracy":0.9,"key":1042}\n{"accuracy":0.9,"key":true}\n')).toMatchObject([
      { sample: { options: { key: '1042' } } },
      { fault: expect.stringContaining('Expected `key` to be a text') },
    ]);
  });

  it.each([
    ['CSV', 'at,version,accuracy,f1,n\nyesterday,one,good,0.9,-\n'],
    ['NDJSON', '{"at":"yesterday","version":"one","accuracy":"good","f1":0.9,"n":"-"}\n'],
  ])('in %s are refused with all that is wrong with them', async (_, text) => {
    const [row] = (await read(text)) as { fault: string }[];
    expect(row!.fault.split('; Expected ').map((one) => /`\w+`/.exec(one)?.[0])).toEqual([
      '`at`',
      '`version`',
      '`n`',
      '`accuracy`',
    ]);
  });

  it.each([
    ['CSV', 'accuracy,n,sumOfSquares,min,max\n0.9,x,y,0.1,z\n'],
    ['NDJSON', '{"accuracy":0.9,"n":"x","sumOfSquares":"y","min":0.1,"max":"z"}\n'],
  ])('in %s tell all that is wrong with what they are means of', async (_, text) => {
    const fault = ['`n` to be a finite number, got `x`', '`sumOfSquares` to be a finite number, got `y`']
      .concat('`max` to be a finite number, got `z`')
      .map((one) => `Expected ${one}`)
      .join('; ');
    expect(await read(text)).toMatchObject([{ fault }]);
  });

  it.each([
    ['CSV', 'rmse,tenant,region\n0.5,acme,eu\n'],
    ['NDJSON', '{"rmse":0.5,"tenant":"acme","region":"eu"}\n'],
  ])('in %s tell of a text among the metrics once what else than a metric there is', async (_, text) => {
    const fault =
      'Expected `tenant` to be a finite number, got `acme`; what is no metric can be `at`, `version`, `segment`, `key` or `n`: name it so, or leave it out; Expected `region` to be a finite number, got `eu`';
    expect(await read(text)).toMatchObject([{ fault }]);
  });

  it.each(['true', '{"id":1}', '[1]'])(
    'tell the same of %s in a field of NDJSON, and not of a bad number',
    async (json) => {
      const [row] = (await read(`{"rmse":0.5,"tenant":${json}}\n`)) as { fault: string }[];
      expect(row!.fault).toContain('`; what is no metric can be `at`, ');
      for (const bad of ['NaN', '"nan"', '"93 %"']) {
        const [number] = (await read(`{"rmse":${bad}}\n`)) as { fault: string }[];
        expect(number!.fault).not.toContain('what is no metric');
      }
    }
  );

  it('tell a few of many faults, and how many more there are', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `m${i}`);
    const [row] = (await read(`${names.join(',')}\n${names.map(() => 'x').join(',')}\n`)) as { fault: string }[];
    expect(row!.fault).toMatch(/`m4` to be a finite number, got `x`; and 4 more$/);
    const fields = Object.fromEntries(names.map((name) => [name, 'x']));
    expect(await read(JSON.stringify(fields))).toMatchObject([{ fault: row!.fault }]);
  });

  it.each([
    ['at accuracy', 'got a text with spaces'],
    ['at|accuracy', 'got a CSV with vertical bars'],
    ['"F1 score"', "metric's name, `at`, `version`, `segment`, `key` or `n`, got `F1 score`"],
  ])('under the heading %j are refused for what it is: %s', async (heading, said) => {
    await expect(read(`${heading}\n1\n`)).rejects.toThrow(said);
  });

  it('are refused one by one where they are not in UTF-8: two segments would become one', async () => {
    const latin = Buffer.from('{"accuracy":0.9}\n{"accuracy":0.9,"segment":"caf\u00E9"}\n{"accuracy":0.8}\n', 'latin1');
    const list: ReadSample[] = [];
    for await (const one of readSamples(
      (async function* () {
        yield await Promise.resolve(latin);
      })()
    ))
      list.push(one);
    expect(list).toMatchObject([
      { line: 1, sample: { values: { accuracy: 0.9 } } },
      { line: 2, fault: 'Expected the line to be UTF-8, found bytes that are none; save it as UTF-8' },
      { line: 3, sample: { values: { accuracy: 0.8 } } },
    ]);
    expect(await read('{"accuracy":0.9,"segment":"café"}\n')).toMatchObject([
      { sample: { options: { segment: 'café' } } },
    ]);
  });

  it.each([
    ['1893456000000000', 'is it in microseconds? then say us'],
    ['90000000000000', 'is it in microseconds? then say us'],
    ['20260101000000', 'is it the date 2026-01-01T00:00:00Z?'],
    [String(Date.UTC(2199, 0, 1)), 'ahead of the clock'],
  ])('that are of %s are refused for their time, and pass with `force`', async (at, said) => {
    for (const text of [`at,accuracy\n${at},0.9\n`, `{"accuracy":0.9,"at":${at}}\n`]) {
      const [row] = await read(text);
      const sample = { values: { accuracy: 0.9 }, options: { at: Number(at) } };
      expect(row).toMatchObject({ sample });
      expect(screenSample(sample, { words })).toMatchObject({ fault: expect.stringContaining(said) });
      expect(screenSample(sample, { words, force: true })).toMatchObject({ sample });
    }
  });

  it('are read from parsed objects as from lines', () => {
    expect(readFields({ metric: 'accuracy', value: 0.9, segment: 'eu' })).toEqual({
      values: { accuracy: 0.9 },
      options: { segment: 'eu' },
    });
    for (const odd of [null, 5, 'x', [], undefined]) expect(readFields(odd)).toMatch(/^Expected a JSON object/);
  });
});
