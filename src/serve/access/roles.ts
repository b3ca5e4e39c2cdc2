/**
 * What somebody may do. A `sender` brings observations and sees nothing, a `viewer` sees everything and changes
 * nothing, an `operator` runs the monitors, and an `approver` also decides which version serves, and by which policy.
 */
export const roles = ['sender', 'viewer', 'operator', 'approver'] as const;

export type Role = (typeof roles)[number];

/** Whether a role includes another. */
export function includes(role: Role, needed: Role): boolean {
  return role === needed || included[role].includes(needed);
}

/** The role that includes most of those given. */
export function highest(given: readonly Role[]): Role | undefined {
  return roles.findLast((role) => given.includes(role));
}

/** Groups of the company's directory that have a role; without any, a group has the role that it is called by. */
export type RoleGroups = Partial<Record<Role, readonly string[]>>;

/** The role of somebody in these groups; `undefined` if none of them has one. */
export function roleOfGroups(groups: readonly string[], map: RoleGroups = {}): Role | undefined {
  const isMapped = Object.keys(map).length > 0;
  return highest(
    roles.filter((role) => (isMapped ? (map[role] ?? []).some((one) => groups.includes(one)) : groups.includes(role)))
  );
}

/** Who asks, as far as the server could make sure. */
export interface Asker {
  /** What the monitor's ledger will say: never a text that the request chose. */
  actor: string;
  role: Role;
  /** How that was made sure. */
  by: 'token' | 'sign-in' | 'proxy' | 'loopback';
}

/** What there is to tell a request's asker from. */
export interface Credentials {
  /** A header of the request, by its name in lower case. */
  header: (name: string) => string | undefined;
  /** How many lines of the request have that header: they are joined in `header`. */
  linesOf: (name: string) => number;
  /** Address of the other end of the connection. */
  peer: string | undefined;
}

// --- internal ---

const included: Readonly<Record<Role, readonly Role[]>> = {
  sender: [],
  viewer: [],
  operator: ['sender', 'viewer'],
  approver: ['sender', 'viewer', 'operator'],
};
