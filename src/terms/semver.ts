/** `major.minor.patch` without pre-release or build parts: the name of a registered model version. */
export interface SemVer {
  major: number;
  minor: number;
  patch: number;
}

export type Bump = 'patch' | 'minor' | 'major';

/** The parsed version, or `undefined` if the text is not `major.minor.patch`. */
export function parseSemVer(text: string): SemVer | undefined {
  const match = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.exec(text);
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

/** The next version: `bumpSemVer('1.2.3', 'minor')` is `'1.3.0'`. A text that is not a version restarts at 1.0.0. */
export function bumpSemVer(version: string, bump: Bump): string {
  const v = parseSemVer(version);
  if (!v) return '1.0.0';
  if (bump === 'major') return `${v.major + 1}.0.0`;
  if (bump === 'minor') return `${v.major}.${v.minor + 1}.0`;
  return `${v.major}.${v.minor}.${v.patch + 1}`;
}

/** Negative, 0 or positive, for sorting; `undefined` if either is not a version. */
export function compareSemVer(a: string, b: string): number | undefined {
  const x = parseSemVer(a);
  const y = parseSemVer(b);
  if (!x || !y) return undefined;
  return x.major - y.major || x.minor - y.minor || x.patch - y.patch;
}

/** The higher of two names; one that is not a semver is lower than any, and empty. */
export function higherName(a: string, b: string): string {
  if (parseSemVer(b) === undefined) return parseSemVer(a) === undefined ? '' : a;
  return (compareSemVer(a, b) ?? -1) < 0 ? b : a;
}
