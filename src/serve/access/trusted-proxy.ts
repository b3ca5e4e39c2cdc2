import { BlockList, isIP } from 'node:net';
import { isLabel } from '../../core/wire/batch.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { Refusal } from '../problem/refusal.ts';
import { roleOfGroups, type RoleGroups, type Asker, type Credentials } from './roles.ts';

/**
 * A proxy that signs people in and says who they are.
 *
 * @example
 * ```ts
 * const proxy = { from: ['10.0.0.0/8'], userHeader: 'x-forwarded-email', roles: { approver: ['ml-leads'] } };
 * ```
 */
export interface TrustedProxyOptions {
  /** Where it is: addresses or ranges such as `10.0.0.0/8`. From anywhere else its headers mean nothing. */
  from: readonly string[];
  /** Header with who it is. @default 'x-forwarded-user' */
  userHeader?: string;
  /** Header with the groups, separated by commas. @default 'x-forwarded-groups' */
  groupsHeader?: string;
  /** Which groups have a role. @default a group has the role that it is called by */
  roles?: RoleGroups;
}

/** Takes the word of a proxy for who somebody is. */
export class TrustedProxy {
  private readonly options: Required<Omit<TrustedProxyOptions, 'roles'>> & Pick<TrustedProxyOptions, 'roles'>;
  private readonly trusted: BlockList;

  /** @throws ConfigurationError when an address is none */
  constructor({ userHeader = 'x-forwarded-user', groupsHeader = 'x-forwarded-groups', ...rest }: TrustedProxyOptions) {
    this.options = { userHeader: userHeader.toLowerCase(), groupsHeader: groupsHeader.toLowerCase(), ...rest };
    this.trusted = addresses(rest.from);
  }

  /** Whether a connection comes from it. */
  isFrom(peer: string | undefined): boolean {
    const address = plain(peer ?? '');
    const family = isIP(address);
    return family !== 0 && this.trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  /** @throws Refusal when it names nobody, or somebody without a role, or one cannot know whom */
  verify({ header, linesOf }: Credentials): Asker {
    const { userHeader, groupsHeader, roles } = this.options;
    for (const name of [userHeader, groupsHeader])
      // A proxy that appends its line leaves that of whoever asks, who may say anything there.
      if (linesOf(name) > 1)
        throw new Refusal(
          'not-authenticated',
          `Expected \`${name}\` once, got it on ${linesOf(name)} lines; let the proxy replace what it is sent`
        );
    const actor = asUtf8(header(userHeader) ?? '').trim();
    if (!isLabel(actor))
      throw new Refusal('not-authenticated', `The proxy names nobody in \`${userHeader}\`; sign in there first`);
    const groups = asUtf8(header(groupsHeader) ?? '')
      .split(',')
      .map((one) => one.trim());
    const role = roleOfGroups(groups, roles);
    if (role) return { actor, role, by: 'proxy' };
    throw new Refusal(
      'wrong-role',
      `No group of ${actor} has a role here; the proxy tells groups in \`${groupsHeader}\``
    );
  }
}

// --- internal ---

/** Headers are read as Latin-1; most proxies write names in UTF-8. */
function asUtf8(text: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

function addresses(from: readonly string[]): BlockList {
  const list = new BlockList();
  for (const one of from) {
    const [address = '', bits] = one.split('/');
    const family = isIP(address);
    const type = family === 4 ? 'ipv4' : 'ipv6';
    const most = family === 4 ? 32 : 128;
    const width = bits === undefined ? most : Number(bits);
    if (family === 0 || !(Number.isInteger(width) && width >= 0 && width <= most))
      throw new ConfigurationError(
        `Expected the proxy's address to be an address or a range such as \`10.0.0.0/8\`, got \`${one.slice(0, 60)}\``
      );
    list.addSubnet(address, width, type);
  }
  return list;
}

/** IPv4 as a socket for both families shows it. */
function plain(peer: string): string {
  return peer.startsWith('::ffff:') && isIP(peer.slice(7)) === 4 ? peer.slice(7) : peer;
}
