import { createHash, randomBytes } from 'node:crypto';

/** What all tokens of ours begin with: by it scanners find one that was published by mistake. */
export const tokenPrefix = 'trt_';

/** A new token: 256 random bits. It is shown once; only its hash is kept. */
export function createToken(): string {
  return tokenPrefix + randomBytes(32).toString('base64url');
}

/** `sha256:…` of a token. A fast hash is enough for what nobody can guess. */
export function hashToken(token: string): string {
  return `sha256:${createHash('sha256').update(token).digest('hex')}`;
}

/** The line of a token file. */
export function tokenLine(entry: { name: string; role: string; hash: string; expires?: string }): string {
  const { name, role, hash, expires } = entry;
  const end = expires === undefined ? '' : `, expires: ${JSON.stringify(expires)}`;
  return `- { name: ${JSON.stringify(name)}, role: ${role}, hash: ${JSON.stringify(hash)}${end} }`;
}
