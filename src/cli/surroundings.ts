import type { Command } from 'commander';
import type { CliContext } from './terminal/context.ts';

/** What a command may need besides its run. */
export interface Surroundings {
  /** The program with every command in it, for what is about all of them. */
  whole: () => Promise<Command>;
}

export type CreateCommand = (context: CliContext, around: Surroundings) => Command;
