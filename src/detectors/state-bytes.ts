/** Bytes of a full double and its comma as JSON; exponents of three digits aside. */
export const numberBytes = 22;

/** What the state of a detector without windows takes at most. */
export const usualStateBytes = 512;
