/** Bytes of a full double and its comma as JSON, except for exponents of three digits. */
export const numberBytes = 22;

/** Most bytes of the state of a detector without windows. */
export const usualStateBytes = 512;
