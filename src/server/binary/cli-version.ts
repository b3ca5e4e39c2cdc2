/**
 * The Temporal CLI that is fetched when the machine has none: server 1.32.0, UI 2.54.1. docker-compose.yml has a server
 * of the same minor version.
 */
export const cliVersion = '1.9.1';

/**
 * The Temporal CLI that Go builds when nothing can be fetched: server 1.29.1. The modules of later versions have a
 * `replace` directive, which `go install` refuses.
 */
export const goCliVersion = '1.5.1';
