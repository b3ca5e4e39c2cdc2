import { Refusal } from '../problem/refusal.ts';
import { includes, type Role, type Asker, type Credentials } from './roles.ts';
import { tokenPrefix } from './token.ts';
import type { SignIn } from './sign-in.ts';
import type { TokenFile } from './token-file.ts';
import type { TrustedProxy } from './trusted-proxy.ts';

export interface AccessOptions {
  tokens?: TokenFile | undefined;
  signIn?: SignIn | undefined;
  proxy?: TrustedProxy | undefined;
  /** Who everybody is where nothing else is set: the user that the server runs as, on its own machine. */
  local?: string | undefined;
}

/** Tells who asks, by the first way that the request chooses and the server offers. */
export class Access {
  private readonly options: AccessOptions;

  constructor(options: AccessOptions) {
    this.options = options;
  }

  /** @throws Refusal when nobody can be told, or somebody who may not do this */
  async admit(credentials: Credentials, needed: Role): Promise<Asker> {
    const asker = await this.whoAsks(credentials);
    if (includes(asker.role, needed)) return asker;
    throw new Refusal(
      'wrong-role',
      `Expected the role \`${needed}\` for this, got ${asker.actor}, who is \`${asker.role}\``
    );
  }

  // --- internal ---

  private async whoAsks(credentials: Credentials): Promise<Asker> {
    const { tokens, signIn, proxy, local } = this.options;
    if (local !== undefined) return { actor: local, role: 'approver', by: 'loopback' };
    const authorization = credentials.header('authorization');
    if (authorization === undefined && proxy?.isFrom(credentials.peer)) return proxy.verify(credentials);
    const [, bearer] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (bearer === undefined)
      throw new Refusal('not-authenticated', 'Expected a token in `Authorization: Bearer …`, got none');
    if (tokens && (bearer.startsWith(tokenPrefix) || !signIn)) return tokens.verify(bearer);
    if (signIn) return signIn.verify(bearer);
    throw new Refusal('not-authenticated', 'This server takes no tokens; come through its proxy');
  }
}
