import { Refusal } from '../problem/refusal.ts';

export interface SiteFacts {
  method: string;
  /** The headers by which a browser tells where a request comes from. */
  host: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
  fetchMode: string | undefined;
}

export interface OwnSite {
  /** Names that this server answers to, without ports; `undefined`: any. */
  hosts: ReadonlySet<string> | undefined;
  /** `https://retrain.example`, as browsers know it. */
  publicOrigin: string | undefined;
}

/**
 * Refuses what a page of another site makes a browser send. The name is looked at too: a hostile one that leads to a
 * loopback address is how a page would get around all else.
 *
 * @throws Refusal with what to do
 */
export function refuseOtherSites(facts: SiteFacts, own: OwnSite): void {
  const name = hostName(facts.host ?? '');
  if (own.hosts && !own.hosts.has(name))
    throw new Refusal(
      'unknown-host',
      `This server does not answer to the name \`${name.slice(0, 80)}\`; if it is to, start it with --public-url`
    );
  const { origin, fetchSite } = facts;
  if (origin !== undefined && !isOwn(origin, facts.host, own)) throw crossSite(`a page of \`${origin.slice(0, 80)}\``);
  const isOther = fetchSite === 'cross-site' || fetchSite === 'same-site';
  // A link in a chat leads here from another site, and shows its reader only what he may see.
  const isLink = facts.fetchMode === 'navigate' && (facts.method === 'GET' || facts.method === 'HEAD');
  if (isOther && !isLink) throw crossSite('a page of another site');
}

/** Names by which a browser reaches a server on its own machine. */
export const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

// --- internal ---

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

function isOwn(origin: string, host: string | undefined, { publicOrigin }: OwnSite): boolean {
  if (origin === publicOrigin) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

function crossSite(who: string): Refusal {
  return new Refusal(
    'cross-site',
    `The request comes from ${who}, which may not act here; a program sends no \`Origin\`, and a proxy needs --public-url`
  );
}
