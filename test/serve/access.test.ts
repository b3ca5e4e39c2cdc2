import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken, hashToken, tokenLine } from '../../src/serve/access/token.ts';
import { TokenFile } from '../../src/serve/access/token-file.ts';
import { TrustedProxy } from '../../src/serve/access/trusted-proxy.ts';
import { createWorld, model, post, problemIn, type World } from './world.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-access-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tokens = {
  sender: createToken(),
  viewer: createToken(),
  operator: createToken(),
  approver: createToken(),
  expired: createToken(),
};

async function tokenFile(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const lines = (['sender', 'viewer', 'operator', 'approver'] as const).map((role) =>
  tokenLine({ name: `some ${role}`, role, hash: hashToken(tokens[role]) })
);
const old = tokenLine({
  name: 'eve',
  role: 'approver',
  hash: hashToken(tokens.expired),
  expires: '2026-01-01T00:00:00Z',
});

async function world(): Promise<World> {
  return createWorld({ tokens: new TokenFile(await tokenFile('tokens.yaml', [...lines, old].join('\n'))) });
}
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const monitor = `/v1/models/${model}`;

describe('a server with tokens', () => {
  it('answers nobody without one, and says how to send it', async () => {
    const answer = await (await world()).request(monitor);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="temporal-retrain"');
    expect(await problemIn(answer)).toMatchObject({
      title: 'It is not known who asks',
      detail: 'Expected a token in `Authorization: Bearer …`, got none',
    });
  });

  it.each([['Basic eDp5'], ['Bearer'], ['Bearer trt_unknown'], ['Bearer a.b.c'], ['bearer  ']])(
    'does not let in %s',
    async (authorization) => {
      const answer = await (await world()).request(monitor, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
  );

  it('tells an expired token from an unknown one', async () => {
    const answer = await (await world()).request(monitor, { headers: bearer(tokens.expired) });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await problemIn(answer)).detail).toBe('The token of eve expired at 2026-01-01T00:00:00Z; make another one');
  });

  it.each([
    ['viewer', 'GET', '', ['viewer', 'operator', 'approver']],
    ['sender', 'POST', '/observations', ['sender', 'operator', 'approver']],
    ['operator', 'POST', '/pause', ['operator', 'approver']],
    ['operator', 'POST', '/retrain', ['operator', 'approver']],
    ['approver', 'POST', '/approve', ['approver']],
    ['approver', 'POST', '/rollback', ['approver']],
  ] as const)('asks for the role %s at %s %s', async (needed, method, path, allowed) => {
    const { request } = await world();
    for (const role of ['sender', 'viewer', 'operator', 'approver'] as const) {
      const headers = bearer(tokens[role]);
      const bodies: Record<string, unknown> = {
        '/observations': '{"accuracy":0.9}\n',
        '/approve': { version: '1.0.1' },
      };
      const body = bodies[path];
      const answer = await request(monitor + path, method === 'GET' ? { headers } : post(body, headers));
      expect([role, answer.status]).toEqual([role, (allowed as readonly string[]).includes(role) ? 200 : 403]);
      if (answer.status === 403)
        expect((await problemIn(answer)).detail).toBe(
          `Expected the role \`${needed}\` for this, got some ${role}, who is \`${role}\``
        );
    }
  });

  it('tells a sender, who sees nothing, of no monitor that is called nearly so', async () => {
    const { request } = await world();
    const near = '/v1/models/shop:rankers/observations';
    const detailFor = async (role: 'sender' | 'operator'): Promise<string> =>
      (await problemIn(await request(near, post({ accuracy: 0.9 }, bearer(tokens[role]))))).detail;
    expect(await detailFor('operator')).toContain('`shop:ranker`');
    expect(await detailFor('sender')).toBe('No monitor of `shop:rankers` is running');
  });

  it('writes down who was authenticated, whatever the request says of its sender', async () => {
    const { request, commands } = await world();
    await request(`${monitor}/pause`, post({ comment: 'outage' }, bearer(tokens.operator)));
    expect(commands).toEqual([{ name: 'pause', asked: { actor: 'some operator', comment: 'outage' } }]);
    const forged = await request(`${monitor}/pause`, post({ actor: 'ceo' }, bearer(tokens.operator)));
    expect(forged.status).toBe(422);
    expect((await problemIn(forged)).issues).toMatchObject([{ field: 'actor' }]);
  });

  it('lets only an approver ask for a retrain without a champion to compare with', async () => {
    const { request } = await world();
    const body = { withoutChampion: true };
    expect((await request(`${monitor}/retrain`, post(body, bearer(tokens.operator)))).status).toBe(403);
    expect((await request(`${monitor}/retrain`, post(body, bearer(tokens.approver)))).status).toBe(200);
  });
});

describe('a token file', () => {
  it('counts as it is now: a new line lets in, and one that was taken out does not', async () => {
    let now = 0;
    const path = await tokenFile('changing.yaml', `${lines[0]}\n`);
    const file = new TokenFile(path, () => now);
    await expect(file.verify(tokens.viewer)).rejects.toThrow('not known to this server');
    await appendFile(path, `${lines[1]}\n`);
    now += 1_000;
    expect(await file.verify(tokens.viewer)).toEqual({ actor: 'some viewer', role: 'viewer', by: 'token' });
    await writeFile(path, '');
    now += 1_000;
    await expect(file.verify(tokens.viewer)).rejects.toThrow('not known to this server');
  });

  it.each([
    ['not: a list', 'a list of tokens'],
    ['- { name: ana }', 'role'],
    ['- { name: ana, role: king, hash: "sha256:00" }', 'sender, viewer, operator, approver'],
    [`- { name: ana, role: viewer, hash: "${tokens.viewer}" }`, 'sha256:'],
    [`${lines[0]?.replace(' }', ', expires: "30 Feb" }')}`, 'a time such as'],
    ['- [', 'YAML'],
    [Buffer.from('- { name: caf\u00e9 }', 'latin1'), 'UTF-8'],
  ])('that is not right lets nobody in, and says why: %s', async (text, why) => {
    const path = await tokenFile('wrong.yaml', text);
    await expect(new TokenFile(path).load()).rejects.toThrow(why);
    const answer = await createWorld({ tokens: new TokenFile(path) }).request(monitor, {
      headers: bearer(tokens.viewer),
    });
    expect(answer.status).toBe(503);
    expect((await problemIn(answer)).detail).toContain(why);
  });

  it('never holds a token', () => {
    const token = createToken();
    expect(token).toMatch(/^trt_[A-Za-z0-9_-]{43}$/);
    expect(tokenLine({ name: 'a"b', role: 'viewer', hash: hashToken(token) })).not.toContain(token.slice(4, 12));
  });
});

describe('a trusted proxy', () => {
  const headers = { 'x-forwarded-user': 'ana', 'x-forwarded-groups': 'ml, ml-leads' };
  const verify = (given: Record<string, string>, roles?: object, lines: Record<string, number> = {}) =>
    new TrustedProxy({ from: ['10.0.0.0/8'], ...(roles ? { roles } : {}) }).verify({
      header: (name) => given[name],
      linesOf: (name) => lines[name] ?? 1,
      peer: '10.1.2.3',
    });

  it('is trusted from its own addresses only', async () => {
    const proxy = new TrustedProxy({ from: ['10.0.0.0/8', '::1'] });
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1', '11.0.0.1', '', undefined].map((peer) => proxy.isFrom(peer))).toEqual(
      [true, true, true, false, false, false]
    );
    const answer = await createWorld({ proxy }).request(monitor, { headers });
    expect(answer.status).toBe(401);
  });

  it('says who somebody is, and the groups say what he may do', () => {
    expect(verify(headers, { approver: ['ml-leads'], viewer: ['ml'] })).toEqual({
      actor: 'ana',
      role: 'approver',
      by: 'proxy',
    });
    expect(verify({ ...headers, 'x-forwarded-groups': 'viewer' })).toMatchObject({ role: 'viewer' });
    expect(() => verify(headers)).toThrow('No group of ana has a role here');
    expect(() => verify({})).toThrow('names nobody');
  });

  it.each(Object.keys(headers))(
    'is not believed where `%s` stands on two lines: one may be of whoever asks',
    (name) => {
      expect(() => verify({ ...headers, [name]: 'eve, viewer' }, { viewer: ['ml'] }, { [name]: 2 })).toThrow(
        'on 2 lines'
      );
    }
  );

  it('names people in UTF-8, or in Latin-1', () => {
    const named = (actor: string): string =>
      verify({ ...headers, 'x-forwarded-user': actor }, { viewer: ['ml'] }).actor;
    expect([Buffer.from('evé').toString('latin1'), 'ev\u00e9', 'eve'].map(named)).toEqual(['evé', 'evé', 'eve']);
  });

  it('must be at an address', () => {
    for (const from of ['proxy', '10.0.0.0/33', '10.0.0.0/x', ''])
      expect(() => new TrustedProxy({ from: [from] })).toThrow('an address or a range');
  });
});
