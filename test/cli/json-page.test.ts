import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { commandPaths, jsonPage } from '../../scripts/json-page/page.ts';
import { meanings } from '../../scripts/json-page/meanings.ts';
import { printedDocuments } from '../../scripts/json-page/printed.ts';
import { TypeTexts } from '../../scripts/json-page/type-texts.ts';
import { runCli } from './run-cli.ts';

const documents = printedDocuments();
const texts = new TypeTexts(documents.checker);
const page = jsonPage(documents, texts);
const written = await readFile('docs/json.md', 'utf8');

test('docs/json.md tells what the commands print; else run `npx tsx scripts/json-page.ts`', async () => {
  const options = await resolveConfig('docs/json.md');
  expect(await format(page, { ...options, parser: 'markdown' })).toBe(written);
});

test('every command has its document, and every field a meaning', () => {
  const told = commandPaths().filter((path) => !new RegExp(`### \`${path}\`\\n\\n[^#]`).test(page));
  expect(told).toEqual([]);
  expect(texts.bare).toEqual([]);
  expect(Object.keys(meanings).length).toBeLessThan(250);
});

test('a date is told as the text that is printed, and no field as an object of methods', () => {
  const types = [...page.matchAll(/^\| `(\w+)\??` \| (.*?) \| /gm)].map(([, field = '', type = '']) => [field, type]);
  expect(types.filter(([, type]) => type?.includes('{}'))).toEqual([]);
  expect(types).toEqual(expect.arrayContaining([['since', 'ISO time']]));
  expect(types).toEqual(expect.arrayContaining([['startedAt', 'ISO time']]));
  expect(page).toMatch(/Times are numbers, epoch milliseconds; an `ISO time` is text/);
});

test('a list in which nothing stands is told as empty', () => {
  expect(page).toContain('| `applied` | empty list |');
  expect(page).not.toContain('list of any JSON');
});

test('a field whose value may be nothing at all is told as one that may be absent', () => {
  for (const field of ['before', 'after']) expect(page).toContain(`| \`${field}?\` | any JSON |`);
});

test.each([
  ['validate', ['validate', 'examples/rain.monitor.yaml']],
  ['help', ['help', 'json']],
  ['completion', ['completion', 'bash']],
])('%s prints the fields that the page has', async (name, args) => {
  const { code, stdout } = await runCli([...args, '--json']);
  expect(code).toBe(0);
  const section = written.slice(written.indexOf(`### \`${name}\``)).split('\n### ')[0] ?? '';
  const fields = [...section.matchAll(/^\| `(\w+)\??`/gm)].map(([, field]) => field);
  expect(Object.keys(JSON.parse(stdout) as object).filter((field) => !fields.includes(field))).toEqual([]);
});
