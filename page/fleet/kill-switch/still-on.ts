/** Whose retrains a switch holds, as it is on the wire. */
type Scope = object;

/** A kill switch that was turned off here, and since when it had been on. */
export interface TurnedOff {
  scope: Scope | null;
  since: string;
}

/**
 * Those of the server's list, which lags, that have not been turned off here. One that was turned on again since then
 * is another one.
 */
export function stillOn<T extends TurnedOff>(list: readonly T[], turnedOff: readonly TurnedOff[]): T[] {
  return list.filter(
    ({ scope, since }) => !turnedOff.some((off) => off.since === since && isSameScope(off.scope, scope))
  );
}

/** Whether both hold the same models. */
export function isSameScope(a: Scope | null, b: Scope | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
