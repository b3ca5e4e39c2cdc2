import type { Command } from 'commander';

/** What a command prints with `--json`; `lines` may be none at all, `always` is JSON without the flag too. */
export type JsonShape = 'object' | 'lines' | 'array' | 'always';

/** The shape of each command that says it; the others print one object. */
export const jsonShapes = new WeakMap<Command, JsonShape>();
