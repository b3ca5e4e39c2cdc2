import { Option } from 'commander';
import type { ScreenWords } from '../../samples/sample-screen.ts';
import { timeUnits, type TimeUnit } from '../../rows/time.ts';

/** `--time-unit`, the same wherever times are read. */
export function timeUnitOption(): Option {
  return new Option('--time-unit <unit>', 'of times that are numbers (ms); times without a zone are UTC').choices(
    timeUnits
  );
}

/** The flag that says a unit. */
export function unitFlag(unit: TimeUnit): string {
  return `--time-unit ${unit}`;
}

/** What people do about a number that hardly counts milliseconds; for `timeFault`. */
export function sayUnit(unit: TimeUnit): string {
  return `say so: ${unitFlag(unit)} (or ms, if it is right)`;
}

/** How people ask `send` for what is refused without it. */
export const flagWords: ScreenWords = {
  ignoreUnknown: '--ignore-unknown',
  force: '--force',
  timeUnit: '--time-unit',
  sayUnit,
  unit: unitFlag,
};
