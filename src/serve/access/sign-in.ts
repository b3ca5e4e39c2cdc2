import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { request } from '../../http/request.ts';
import { isLabel } from '../../core/wire/batch.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { Refusal } from '../problem/refusal.ts';
import { roleOfGroups, type RoleGroups, type Asker } from './roles.ts';
import { shownAddress } from '../../terms/shown-address.ts';

/**
 * An OpenID Connect provider whose tokens are taken.
 *
 * @example
 * ```ts
 * const signIn = { issuer: 'https://login.example.com', audience: 'retrain', roles: { operator: ['ml-platform'] } };
 * ```
 */
export interface SignInOptions {
  /** Its address, as `iss` has it. Its keys are found from there. */
  issuer: string;
  /** What `aud` must be: this server, as the provider knows it. */
  audience: string;
  /** Claim with who it is. @default `email` where the provider has verified it, else `sub` */
  actorClaim?: string;
  /** Claim with groups or roles; dots lead into objects, as in `realm_access.roles`. @default 'roles' */
  rolesClaim?: string;
  /** Which of them have a role here. @default each has the role that it is called by */
  roles?: RoleGroups;
}

/** Checks signed tokens of a provider: signature, issuer, audience and time, by a library. */
export class SignIn {
  private readonly options: SignInOptions;
  private keys: Promise<JWTVerifyGetKey> | undefined;

  /** @throws ConfigurationError unless the issuer is reached in a way that nobody can read along */
  constructor(options: SignInOptions) {
    this.options = options;
    const url = URL.canParse(options.issuer) ? new URL(options.issuer) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    if (!isSafe)
      throw new ConfigurationError(
        `Expected the issuer to be an address that begins with https://, got \`${excerpt(shownAddress(options.issuer), 80)}\``
      );
  }

  /** @throws Refusal when it is not valid, or its bearer has no role */
  async verify(token: string): Promise<Asker> {
    const { issuer, audience, rolesClaim = 'roles', roles } = this.options;
    const { jwtVerify } = await import('jose');
    const keys = await this.keysOfIssuer();
    const claims = await jwtVerify(token, keys, { issuer, audience, algorithms, clockTolerance, requiredClaims }).then(
      ({ payload }) => payload,
      (error: unknown) => {
        throw refusalOf(error, issuer);
      }
    );
    const actor = this.actorOf(claims);
    if (!isLabel(actor)) throw new Refusal('not-authenticated', 'The token does not say whose it is');
    const role = roleOfGroups(textsOf(claimAt(claims, rolesClaim)), roles);
    if (role) return { actor, role, by: 'sign-in' };
    throw new Refusal('wrong-role', `Nothing in \`${rolesClaim}\` of the token of ${actor} has a role here`);
  }

  // --- internal ---

  private actorOf(claims: JWTPayload): unknown {
    const { actorClaim } = this.options;
    if (actorClaim !== undefined) return claimAt(claims, actorClaim);
    return claims['email_verified'] === true ? claims['email'] : claims.sub;
  }

  /** The provider's keys; a failed look-up is tried again with the next request. */
  private async keysOfIssuer(): Promise<JWTVerifyGetKey> {
    this.keys ??= discover(this.options.issuer);
    try {
      return await this.keys;
    } catch (error) {
      this.keys = undefined;
      throw gone(this.options.issuer, error);
    }
  }
}

// --- internal ---

/** Signatures by a key pair only: with a shared secret whoever checks could also sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Seconds by which clocks may differ. */
const clockTolerance = 30;
const requiredClaims = ['exp', 'sub'];

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const answer = await request({ method: 'GET', url, timeoutMs: 5_000, maxBytes: 262_144 });
  if (answer.status !== 200) throw new Error(`it answers ${shownAddress(url.href)} with ${answer.status}`);
  const { issuer: told, jwks_uri: keys } = JSON.parse(answer.text) as { issuer?: unknown; jwks_uri?: unknown };
  if (told !== issuer) throw new Error(`it calls itself \`${String(told).slice(0, 80)}\``);
  if (typeof keys !== 'string') throw new Error('it does not say where its keys are');
  const { createRemoteJWKSet } = await import('jose');
  return createRemoteJWKSet(new URL(keys), { timeoutDuration: 5_000 });
}

function refusalOf(error: unknown, issuer: string): Refusal {
  const { code = '', message } = error as { code?: string; message: string };
  if (code === 'ERR_JWT_EXPIRED') return new Refusal('token-expired', 'The token has expired; sign in again');
  const isKnown = /^ERR_(JWT|JWS|JOSE)/.test(code) || code === 'ERR_JWKS_NO_MATCHING_KEY';
  if (isKnown && code !== 'ERR_JOSE_GENERIC')
    return new Refusal('not-authenticated', `The token is not valid here: ${message}`);
  return gone(issuer, error);
}

function gone(issuer: string, cause: unknown): Refusal {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Refusal(
    'sign-in-gone',
    `The token cannot be checked, as ${shownAddress(issuer)} gives no keys: ${why}; try again later`
  );
}

function claimAt(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? Reflect.get(at, part) : undefined,
      claims
    );
}

function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : typeof value === 'string' ? value.split(/[\s,]+/) : [];
  return list.filter((one): one is string => typeof one === 'string');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}
