import type { Command, Option } from 'commander';

/** Headings of options that several commands share. A command's own options come before them. */
export const optionGroups = {
  worker: 'Worker options:',
  server: 'Server options:',
  general: 'General options:',
} as const;

/** Adds an option under a heading of its own. */
export function grouped(command: Command, heading: string, option: Option): Command {
  return command.addOption(option.helpGroup(heading));
}

/** A command's own options first, then those that it shares with others. */
export function sortOptions(command: Command): void {
  const order: string[] = Object.values(optionGroups);
  const rank = ({ helpGroupHeading }: Option): number => order.indexOf(helpGroupHeading ?? '');
  (command.options as Option[]).sort((a, b) => rank(a) - rank(b));
}
