import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyTwice } from '../../src/rows/key-twice.ts';
import { readHistory } from '../../src/cli/input/history/history.ts';
import { readNdjson } from '../../src/samples/ndjson.ts';

const twice = (json: string): string | undefined => keyTwice(json, JSON.parse(json) as object);

describe('a key that stands twice in an object of JSON', () => {
  it.each([
    ['{"f1":1,"f1":2}', 'f1'],
    [' { "at" : "12:00:00" , "f1" : 1 , "at" : 2 } ', 'at'],
    ['{"f1":1,"\\u00661":2}', 'f1'],
    ['{"a\\"b":1,"a\\"b":2}', 'a"b'],
    ['{"x":{"a":1},"x":[{"a":1}]}', 'x'],
    ['{"":1,"":1}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('in %s is found', (json, key) => expect(twice(json)).toBe(key));

  it.each([
    '{}',
    '{"a":"{\\"b\\":1,\\"b\\":2}","b":1}',
    '{"a":"b","b":"a"}',
    '{"a":{"b":1,"c":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"\\\\","b":"a\\":1,\\"a"}',
    '{"a":1,"A":2}',
  ])('is not seen in %s, where it does not', (json) => expect(twice(json)).toBeUndefined());

  it('is found in any object that has one, and in no other', () => {
    const keys = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(keys, fc.jsonValue(), fc.nat(4), (names, value, which) => {
        const fields = names.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
        expect(twice(`{${fields.join(', ')}}`)).toBeUndefined();
        const again = which % names.length;
        expect(twice(`{${[...fields, fields[again]].join(', ')}}`)).toBe(names[again]);
      })
    );
  });

  it('is refused in a row that is sent and in one of a history, by its line', async () => {
    const fault = 'Expected each field once, got `accuracy` twice; leave one out, or name it otherwise';
    expect(readNdjson('{"accuracy":0.9,"accuracy":0.4}')).toBe(fault);
    expect(readNdjson('{"accuracy":0.9,"extra":{"accuracy":0.4}}')).not.toBe(fault);
    const text = '{"at":"2026-03-01","accuracy":0.9}\n{"at":"2026-03-02","accuracy":0.9,"accuracy":0.4}\n';
    const { history, notes } = await readHistory(Readable.from([text]), new Set(['accuracy']), {});
    expect(history.size).toBe(1);
    expect(notes.join()).toContain(`line 2: ${fault}`);
  });
});
