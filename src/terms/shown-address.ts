/**
 * An address as messages may show it: without the user and password before its host, its query and its fragment, which
 * may be secrets. Works for any text, as those that are no address are told too.
 *
 * @example
 * ```ts
 * shownAddress('mlflow:http://ada:secret@models:5000/x?token=abc'); // 'mlflow:http://***@models:5000/x?***'
 * shownAddress('localhost:7233'); // 'localhost:7233'
 * ```
 */
export function shownAddress(address: string): string {
  const scheme = /^(?:[a-z][\w+.-]*:)*\/\//i.exec(address)?.[0] ?? '';
  const rest = address.slice(scheme.length);
  const end = rest.search(/[/?#]/);
  const isClear = hostAndPort.test(end < 0 ? rest : rest.slice(0, end));
  const more = rest.search(/[?#]/);
  if (more >= 0 && !isClear) return `${scheme}***`;
  // Without a path before it, an `@` that comes later may end a password, in which the `?` stands.
  if (more >= 0 && more === end && rest.includes('@', more)) return `${scheme}***`;
  const place = (more < 0 ? rest : rest.slice(0, more)).replace(/^.*@/s, '***@');
  return `${scheme}${place}${more < 0 ? '' : `${rest[more]}***`}`;
}

// --- internal ---

/** With what stands before it. Where this does not fit, a `?` may belong to a password. */
const hostAndPort = /^(?:.*@)?(?:\[[^\]]*\]|[^:@\s]*)(?::\d*)?$/s;
