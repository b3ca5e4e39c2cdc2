import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignIn, type SignInOptions } from '../../src/serve/access/sign-in.ts';
import { createWorld, model, problemIn } from './world.ts';

let provider: Server;
let issuer = '';
let key: CryptoKey;
let stranger: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  stranger = (await generateKeyPair('ES256')).privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
  provider = createServer((request, response) => {
    const body = request.url?.endsWith('/keys') ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => provider.close());

interface TokenChanges extends JWTPayload {
  expires?: string | number;
  by?: CryptoKey;
}

const claims = { sub: 'u-1', email: 'ana@shop.example', email_verified: true, roles: ['approver'] };

function token({ expires = '5m', by = key, ...payload }: TokenChanges = claims): Promise<string> {
  const builder = new SignJWT({ iss: issuer, aud: 'retrain', ...payload }).setProtectedHeader({
    alg: 'ES256',
    kid: 'one',
  });
  return builder.setIssuedAt().setExpirationTime(expires).sign(by);
}

const signIn = (changes: Partial<SignInOptions> = {}): SignIn =>
  new SignIn({ issuer, audience: 'retrain', ...changes });

describe('a token of an OpenID Connect provider', () => {
  it('tells who somebody is by the verified address, else by the subject', async () => {
    expect(await signIn().verify(await token())).toEqual({
      actor: 'ana@shop.example',
      role: 'approver',
      by: 'sign-in',
    });
    expect(await signIn().verify(await token({ ...claims, email_verified: false }))).toMatchObject({ actor: 'u-1' });
    const named = signIn({ actorClaim: 'preferred_username' });
    expect(await named.verify(await token({ ...claims, preferred_username: 'ana' }))).toMatchObject({ actor: 'ana' });
  });

  it('brings roles in a claim of any depth, by name or through groups', async () => {
    const nested = signIn({ rolesClaim: 'realm_access.roles', roles: { operator: ['ml'] } });
    const given = await token({ sub: 'u-1', realm_access: { roles: ['ml', 'other'] } });
    expect(await nested.verify(given)).toMatchObject({ role: 'operator' });
    await expect(signIn().verify(await token({ sub: 'u-1', roles: ['king'] }))).rejects.toMatchObject({
      kind: 'wrong-role',
    });
  });

  it.each([
    ['for another server', { ...claims, aud: 'other' }],
    ['of another provider', { ...claims, iss: 'https://evil.example' }],
    ['without a subject', { roles: ['approver'] }],
  ])('%s is not valid', async (_, payload) => {
    await expect(signIn().verify(await token(payload))).rejects.toMatchObject({ kind: 'not-authenticated' });
  });

  it('that somebody else has signed is not valid, nor one that nobody has', async () => {
    await expect(signIn().verify(await token({ ...claims, by: stranger }))).rejects.toMatchObject({
      kind: 'not-authenticated',
    });
    const [, payload] = (await token()).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const text of [unsigned, 'a.b.c', 'x'])
      await expect(signIn().verify(text)).rejects.toMatchObject({ kind: 'not-authenticated' });
  });

  it('that has expired is told apart, over HTTP too', async () => {
    const expired = await token({ ...claims, expires: Math.floor(Date.now() / 1_000) - 3_600 });
    const answer = await createWorld({ signIn: signIn() }).request(`/v1/models/${model}`, {
      headers: { authorization: `Bearer ${expired}` },
    });
    expect(answer.status).toBe(401);
    expect(await problemIn(answer)).toMatchObject({ detail: 'The token has expired; sign in again' });
  });

  it('cannot be checked while the provider is gone, which is not the fault of its bearer', async () => {
    await expect(signIn({ issuer: 'http://127.0.0.1:1' }).verify(await token())).rejects.toMatchObject({
      kind: 'sign-in-gone',
    });
  });

  it('is taken only from a provider that nobody can listen in on', () => {
    for (const one of ['http://login.example', 'login.example', 'ftp://127.0.0.1'])
      expect(() => signIn({ issuer: one })).toThrow('https://');
  });
});
