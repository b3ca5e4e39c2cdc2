import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { TokenFile } from '../../src/serve/access/token-file.ts';
import { loadServeConfig } from '../../src/serve/serve-config.ts';
import { writeFile } from 'node:fs/promises';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-token-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('temporal-retrain token', () => {
  it('makes a token that the file of its line lets in, in the name that was given', async () => {
    const file = join(folder, 'tokens.yaml');
    for (const name of ['ana', 'o"neil: #1']) {
      const made = await runCli(['token', '--role', 'approver', '--name', name, '--file', file, '--json']);
      expect(made).toMatchObject({ code: 0, stderr: '' });
      const { token } = JSON.parse(made.stdout) as { token: string };
      expect(await readFile(file, 'utf8')).not.toContain(token);
      expect(await new TokenFile(file).verify(token)).toEqual({ actor: name, role: 'approver', by: 'token' });
    }
  });

  it('prints the token alone, for scripts, and beside it its line and that it is shown only now', async () => {
    const { code, stdout, stderr } = await runCli(['token', '--role', 'sender', '--name', 'shop', '--expires', '90d']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^trt_\S{43}\n$/);
    expect(stderr).toMatch(/\n- \{ name: "shop", role: sender, hash: "sha256:\w{64}", expires: "2/);
    expect(stderr).toContain('only now');
  });

  it.each([
    [['--name', 'ana'], '--role'],
    [['--role', 'king', '--name', 'ana'], '--role'],
    [['--role', 'viewer'], '--name'],
    [['--role', 'viewer', '--name', ''], '--name'],
    [['--role', 'viewer', '--name', 'ana', '--expires', 'soon'], '--expires'],
    [['--role', 'viewer', '--name', 'ana', '--file', '/no/such/folder/x'], '--file'],
  ])('refuses %j', async (args, flag) => {
    const { code, stdout, stderr } = await runCli(['token', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(flag);
  });
});

describe('serve --config', () => {
  const load = async (text: string | Uint8Array): ReturnType<typeof loadServeConfig> => {
    const path = join(folder, 'serve.yaml');
    await writeFile(path, text);
    return loadServeConfig(path);
  };

  it('that is no UTF-8 is refused', async () => {
    await expect(load(Buffer.from('publicUrl: caf\u00e9', 'latin1'))).rejects.toThrow(
      ':1:15: Expected the file to be UTF-8'
    );
  });

  it('says who may do what', async () => {
    const text =
      'signIn: { issuer: https://login.example, audience: retrain, roles: { approver: [ml-leads] } }\nproxy: { from: [10.0.0.0/8] }\n';
    expect(await load(text)).toEqual({
      signIn: { issuer: 'https://login.example', audience: 'retrain', roles: { approver: ['ml-leads'] } },
      proxy: { from: ['10.0.0.0/8'] },
    });
  });

  it('says what the labels of a Prometheus mean', async () => {
    const prometheusWrite = { model: 'shop:{service}', metrics: { ranker_accuracy_ratio: 'accuracy' } };
    expect(await load(JSON.stringify({ prometheusWrite }))).toEqual({ prometheusWrite });
  });

  it.each([
    ['prometheusWrite: { model: service }', 'a text with a label in braces'],
    ['prometheusWrite: { models: {} }', 'did you mean `model`?'],
    ['signin: {}', 'did you mean `signIn`?'],
    ['signIn: { issuer: https://login.example }', 'signIn.audience'],
    ['proxy: { from: [] }', 'at least one address'],
    ['maxBodyBytes: 10MB', 'a whole number of bytes'],
    ['- 1', 'settings such as'],
  ])('tells what is wrong with %s', async (text, why) => {
    await expect(load(text)).rejects.toThrow(why);
  });

  it('refuses to serve others without a guard, before it asks anything', async () => {
    const { code, stderr } = await runCli(['serve', '--host', '0.0.0.0', '--address', '127.0.0.1:1'], { env: {} });
    expect(code).not.toBe(0);
    expect(stderr).not.toBe('');
  });
});
