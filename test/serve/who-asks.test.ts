import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Access } from '../../src/serve/access/access.ts';
import { createToken, hashToken, tokenLine } from '../../src/serve/access/token.ts';
import { SignIn } from '../../src/serve/access/sign-in.ts';
import { TokenFile } from '../../src/serve/access/token-file.ts';
import { TrustedProxy } from '../../src/serve/access/trusted-proxy.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'who-asks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function tokenFileOf(token: string, now: () => number, expires?: string): Promise<TokenFile> {
  const path = join(folder, `${hashToken(token).slice(-8)}.yaml`);
  const line = { name: 'bob', role: 'viewer' as const, hash: hashToken(token) };
  await writeFile(path, tokenLine(expires === undefined ? line : { ...line, expires }));
  return new TokenFile(path, now);
}

it('a token counts also where it comes through a proxy that names somebody', async () => {
  const token = createToken();
  const tokens = await tokenFileOf(token, Date.now);
  const access = new Access({ tokens, proxy: new TrustedProxy({ from: ['10.0.0.0/8'] }) });
  const headers: Record<string, string> = { 'x-forwarded-user': 'eve', 'x-forwarded-groups': 'approver' };
  const asked = (more: Record<string, string>): ReturnType<Access['admit']> => {
    const sent = { ...headers, ...more };
    const header = (name: string): string | undefined => sent[name];
    return access.admit({ header, linesOf: (name) => (name in sent ? 1 : 0), peer: '10.1.2.3' }, 'viewer');
  };
  expect(await asked({ authorization: `Bearer ${token}` })).toEqual({ actor: 'bob', role: 'viewer', by: 'token' });
  expect(await asked({})).toEqual({ actor: 'eve', role: 'approver', by: 'proxy' });
});

it('a token ends with the time in its line, not a moment later', async () => {
  const end = Date.parse('2027-01-01T00:00:00Z');
  let now = end - 1;
  const token = createToken();
  const tokens = await tokenFileOf(token, () => now, '2027-01-01T00:00:00Z');
  expect(await tokens.verify(token)).toMatchObject({ actor: 'bob' });
  now = end;
  await expect(tokens.verify(token)).rejects.toMatchObject({ kind: 'token-expired' });
});

describe('an OpenID Connect provider', () => {
  let provider: Server;
  let issuer = '';
  let key: CryptoKey;
  let jwk: object;
  /** What it answers where it is asked who it is. */
  let told: { status?: number; issuer?: string } = {};
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
    provider = createServer((request, response) => {
      const isKeys = request.url?.endsWith('/keys') === true;
      response.statusCode = isKeys ? 200 : (told.status ?? 200);
      response.setHeader('content-type', 'application/json');
      const itself = { issuer: told.issuer ?? issuer, jwks_uri: `${issuer}/keys` };
      response.end(JSON.stringify(isKeys ? { keys: [jwk] } : itself));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  });
  afterAll(() => provider.close());

  const tokenUntil = (expires: number): Promise<string> =>
    new SignJWT({ iss: issuer, aud: 'retrain', sub: 'u-1', roles: ['viewer'] })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuedAt(expires - 7_200)
      .setExpirationTime(expires)
      .sign(key);
  const seconds = (): number => Math.floor(Date.now() / 1_000);
  const signIn = (): SignIn => new SignIn({ issuer, audience: 'retrain' });

  it('that was away for one request is asked again with the next', async () => {
    const one = signIn();
    told = { status: 503 };
    await expect(one.verify(await tokenUntil(seconds() + 3_600))).rejects.toMatchObject({ kind: 'sign-in-gone' });
    told = {};
    expect(await one.verify(await tokenUntil(seconds() + 3_600))).toMatchObject({ actor: 'u-1' });
  });

  it('that calls itself otherwise is not the one that was meant', async () => {
    told = { issuer: 'https://evil.example' };
    await expect(signIn().verify(await tokenUntil(seconds() + 3_600))).rejects.toThrow(
      'it calls itself `https://evil.example`'
    );
    told = {};
  });

  it('has its tokens end with their time, but for what clocks may differ', async () => {
    await expect(signIn().verify(await tokenUntil(seconds() - 120))).rejects.toMatchObject({ kind: 'token-expired' });
    expect(await signIn().verify(await tokenUntil(seconds() - 1))).toMatchObject({ actor: 'u-1' });
  });
});
