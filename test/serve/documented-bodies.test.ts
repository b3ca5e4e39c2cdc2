import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createWorld, model, post } from './world.ts';

/** Each body that docs/serve.md shows of a command, with its path. */
const rows = (await readFile('docs/serve.md', 'utf8')).split('\n').flatMap((line) => {
  const [, method, path, cell] = /^\| `(POST|PUT) (\/v1\/[^`]*)`\s*\| (`\{ ".*)\|$/.exec(line) ?? [];
  const bodies = [...(cell ?? '').matchAll(/`(\{ ".*?\})`(?=[; ]|$)/g)].map(([, body]) => body!);
  return bodies.map((body) => ({ method: method!, path: path!.replace('{model}', model), body }));
});

describe('the bodies of docs/serve.md', () => {
  it('are those of every command', () => {
    const commands = rows.map(({ path }) => path.split('/').at(-1)).filter((name) => name !== 'marks');
    expect(new Set(commands)).toEqual(
      new Set([
        'models',
        'policy',
        'retrain',
        'cancel',
        'approve',
        'reject',
        'adopt',
        'forget-segment',
        'pause',
        'on',
        'off',
      ])
    );
  });

  it.each(rows)('are taken as they stand there: $method $path $body', async ({ method, path, body }) => {
    const answer = await createWorld().request(path, { ...post(JSON.parse(body)), method });
    expect({ status: answer.status, text: await answer.text() }).toMatchObject({
      status: path === '/v1/models' ? 201 : 200,
    });
  });
});

describe('POST /v1/models', () => {
  it('warns of a monitor that can never retrain, as the command line does, and of nothing else', async () => {
    const start = async (monitor: object): Promise<unknown> =>
      (await createWorld().request('/v1/models', post({ monitor }))).json();
    expect(await start({ model, metrics: { accuracy: { below: 0.9 } } })).toMatchObject({
      warnings: [expect.stringContaining('Every retrain would fail: the in-process trainer needs')],
    });
    const sound = { model, metrics: { accuracy: { below: 0.9 } }, retrain: { trainer: { name: 'ours' } } };
    expect(await start(sound)).toMatchObject({ started: true, warnings: [] });
  });
});
