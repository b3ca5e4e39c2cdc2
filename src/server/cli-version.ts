/**
 * The Temporal CLI that is downloaded or built when the machine has none. It is the newest version whose module can be
 * installed by name (later ones carry a `replace` directive); it holds server 1.29.1 and UI 2.42.1.
 */
export const TEMPORAL_CLI_VERSION = '1.5.1';
