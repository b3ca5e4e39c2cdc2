import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSources } from '../../src/worker/load-sources.ts';
import { loadTrainers } from '../../src/worker/load-trainers.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sources-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(text: string): Promise<string> {
  const path = join(folder, 'owner.yaml');
  await writeFile(path, text);
  return path;
}

/** What is said, without the place in the file. */
async function saidOf(loading: Promise<unknown>): Promise<string[]> {
  const { message } = await loading.then(
    () => new Error('nothing was refused'),
    (error: Error) => error
  );
  expect(message).not.toMatch(/Invalid|Too small|received|Unrecognized/);
  return message
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}- \S+:\d+:\d+: /, ''));
}

const ofText = 'to be a text, or `{ env: NAME }` for one of the environment, got';

describe('sources in a file of the worker', () => {
  it('are made, with secrets from the environment', async () => {
    const text = 'sources: [{ type: prometheus, name: p, url: { env: URL }, timeout: 5s }]';
    const sources = await loadSources(await written(text), { URL: 'http://127.0.0.1:9090' });
    expect(sources.map(({ name }) => name)).toEqual(['p']);
  });

  it.each([
    ['name: p', [`Expected \`sources[0].url\` ${ofText} nothing; add it`]],
    ['url: "http://x"', ['Expected `sources[0].name` to be a text, got nothing; add it']],
    ['name: "", url: "http://x"', ['Expected `sources[0].name` to be a text that is not empty, got an empty text']],
    [
      'name: p, url: { env: NOPE }',
      [
        '`sources[0].url`: Expected the environment to have the variable `NOPE`, found none; set it, or write the text out',
      ],
    ],
    [
      'name: p, url: "http://x", timeuot: 5s',
      ['Expected `sources[0].timeuot` to be a known field, got `5s`; did you mean `timeout`?'],
    ],
    [
      'name: p, url: "http://x", timeout: 5',
      [
        'Expected `sources[0].timeout` to be a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `5`; say the unit: `5m` or `5h`?',
      ],
    ],
    [
      'name: p, url: { envy: X }',
      [
        'Expected `sources[0].url.env` to be a text, got nothing; add it',
        'Expected `sources[0].url.envy` to be a known field, got `(not shown)`; leave it out',
      ],
    ],
    // A message may go to a log, and what is written there may be a password.
    [
      'name: p, url: "http://x", headers: { Authorization: 12345 }',
      [`Expected \`sources[0].headers.Authorization\` ${ofText} \`(not shown)\``],
    ],
  ])('with { %s } are refused in words', async (options, said) => {
    const path = await written(`sources: [{ type: prometheus, ${options} }]`);
    expect(await saidOf(loadSources(path, {}))).toEqual(said);
  });
});

describe('trainers in a file of the worker', () => {
  it.each([
    [
      'type: command, train: x, evaluate: [python, "{request}"]',
      ['Expected `trainers[0].train` to be a list, got `x`'],
    ],
    [
      'type: command, train: [a], evaluate: [b, "{request}"], retries: 3',
      [
        '`trainers[0].train`: Expected `{request}` as one of the arguments: the program learns from that file what to do',
        'Expected `trainers[0].retries` to be a known field, got `3`; leave it out',
      ],
    ],
    [
      'type: command, train: [a, "{request}"], evaluate: [b, "{request}"], timeoutMs: 0',
      ['Expected `trainers[0].timeoutMs` to be a number from 1, got `0`'],
    ],
    [
      'type: http, train: { submit: { url: "http://x" }, poll: { url: "http://x", method: GTE } }',
      [
        'Expected `trainers[0].train.poll.method` to be `GET`, `POST`, `PUT`, `PATCH` or `DELETE`, got `GTE`',
        'Expected `trainers[0].evaluate` to be an object with fields, got nothing; add it',
      ],
    ],
  ])('with { %s } are refused in words', async (options, said) => {
    const path = await written(`trainers: [{ ${options} }]`);
    expect(await saidOf(loadTrainers(path, folder, {}))).toEqual(said);
  });
});
