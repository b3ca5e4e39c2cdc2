import { whyNotMade } from '../../src/folders/make-folder.ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNotifiers } from '../../src/worker/load-notifiers.ts';
import { context, noticeOf, Receiver } from '../notify/receiver.ts';

const receiver = new Receiver();
let folder = '';
let host = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notifiers-'));
  host = await receiver.listen();
});
afterAll(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

async function written(text: string | Uint8Array): Promise<string> {
  const path = join(folder, 'notifiers.yaml');
  await writeFile(path, text);
  return path;
}

describe('loadNotifiers', () => {
  it('refuses a file that is no UTF-8', async () => {
    const path = await written(Buffer.from('notifiers: [{ type: file, name: x, path: caf\u00e9 }]', 'latin1'));
    await expect(loadNotifiers(path, {})).rejects.toThrow(':1:45: Expected the file to be UTF-8');
  });

  it('makes files, which hear every batch of metrics where they ask for it', async () => {
    const path = await written(`
notifiers:
  - { type: file, name: drifts, path: ${join(folder, 'drifts.jsonl')}, events: [drift] }
  - { type: file, name: all, path: ${join(folder, 'all.jsonl')}, metrics: true }
`);
    const { drifts, all } = await loadNotifiers(path, {});
    expect([drifts?.hear, typeof all?.hear]).toEqual([undefined, 'function']);
    await all?.notify([noticeOf()], context());
    expect(await readFile(join(folder, 'all.jsonl'), 'utf8')).toContain(`"id":"${noticeOf().id}"`);
  });

  it('refuses one without a name, and a file that nobody could write', async () => {
    const nameless = await written('notifiers:\n  - { type: slack, url: http://127.0.0.1:1 }\n');
    await expect(loadNotifiers(nameless, {})).rejects.toThrow(
      'Expected `notifiers[0].name` to be a text, got nothing; add it'
    );
    await writeFile(join(folder, 'plain'), '');
    const nowhere = await written(
      `notifiers: [{ type: file, name: all, path: ${join(folder, 'plain', 'deep', 'x')} }]`
    );
    await expect(loadNotifiers(nowhere, {})).rejects.toThrow(
      /to be able to write `\S+`, but nothing can be written to/
    );
  });

  it('tells what is wrong with any of them at once, and a way to make a secret that counts', async () => {
    const path = await written(`notifiers:
  - { type: webhook, name: a, url: { env: HOOK_URL }, secret: { env: HOOK_SECRET } }
  - { type: slack, name: b, url: { env: SLACK_URL } }
  - { type: smoke }
  - { type: webhook, name: c, url: http://127.0.0.1:1, secret: abc }
`);
    const error = await loadNotifiers(path, {}).then(String, (refused: Error) => refused.message);
    for (const part of ['HOOK_URL', 'HOOK_SECRET', 'SLACK_URL', '`notifiers[2].type`', 'echo "whsec_$(openssl rand'])
      expect(error).toContain(part);
  });

  it('takes a file that is there, whatever its folder lets it make', async () => {
    // In /dev/fd nobody makes a file.
    expect(await whyNotMade('/dev/fd/2')).toMatch(/^nothing can be written to/);
    const one = await written('notifiers: [{ type: file, name: all, path: /dev/fd/2 }]');
    expect(Object.keys(await loadNotifiers(one, {}))).toEqual(['all']);
    const none = await written(`notifiers: [{ type: file, name: all, path: ${folder} }]`);
    await expect(loadNotifiers(none, {})).rejects.toThrow(/to be able to write `\S+`, but it is a folder/);
  });

  it('makes every kind, with secrets from the environment and the events that were chosen', async () => {
    const path = await written(`
notifiers:
  - { type: webhook, name: hook, repeats: true, url: { env: HOOK }, secret: { env: SECRET }, allowHosts: [127.0.0.1] }
  - { type: slack, name: chat, url: 'http://${host}/chat', events: [promoted], allowHosts: ['${host}'] }
  - { type: alertmanager, name: alerts, url: 'http://${host}', expireAfter: 1h, labels: { team: ml }, allowHosts: ['${host}'] }
`);
    const env = { HOOK: `http://${host}/hook`, SECRET: `whsec_${Buffer.alloc(24).toString('base64')}` };
    const notifiers = await loadNotifiers(path, env);
    for (const notifier of Object.values(notifiers)) await notifier.notify([noticeOf()], context());
    expect(Object.keys(notifiers)).toEqual(['hook', 'chat', 'alerts']);
    expect(Object.values(notifiers).map(({ repeats }) => repeats ?? false)).toEqual([true, false, true]);
    expect(receiver.received.map(({ path: where }) => where)).toEqual(['/hook', '/api/v2/alerts']);
    expect(receiver.received[0]?.headers).toHaveProperty('webhook-signature');
  });

  it.each([
    ['notifiers: [{ type: fax }]', /`notifiers\[0\]\.type` to be .*webhook.*slack.*alertmanager.*, got `fax`/],
    ['notifiers: {}', /to have a list `notifiers`/],
    [
      'notifiers: [{ type: slack, name: a, url: { env: NOWHERE } }]',
      /`notifiers\[0\].url`: Expected the environment to have the variable `NOWHERE`, found none; set it/,
    ],
    [
      'notifiers: [{ type: slack, name: a, url: x, colour: red }]',
      /`notifiers\[0\].colour` to be a known field, got `red`/,
    ],
    ['notifiers: [{ type: slack, name: a, url: x }]', /Expected the URL of a notifier/],
    [
      'notifiers: [{ type: slack, name: a, url: "https://a.example", events: [rain] }]',
      /`notifiers\[0\].events\[0\]` to be an event such as .*, got `rain`; docs\/notifications.md/,
    ],
    ['notifiers: [{ type: slack, name: log, url: "https://a.example" }]', /got `log` twice/],
  ])('refuses %s', async (text, message) => {
    await expect(loadNotifiers(await written(text), {})).rejects.toThrow(message);
  });
});
