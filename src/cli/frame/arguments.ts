import { userInfo } from 'node:os';
import { durationWanted, parseDuration, unitHint } from '../../config/schema/duration.ts';
import { modelKey, parseModelId } from '../../terms/model-id.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { ConfigurationError } from '../../terms/errors.ts';

/** Parses the argument `<model>`. */
export function modelArgument(text: string): string {
  const id = parseModelId(text);
  if (typeof id === 'string') throw new ConfigurationError(id);
  if (id.version === undefined) return modelKey(id);
  throw new ConfigurationError(
    `Expected a model without a version, got \`${text}\`; a monitor watches every version: \`${modelKey(id)}\``
  );
}

/** A parser for whole numbers from `min`; its messages name the option. */
export function wholeNumber(option: string, min: number, max = 2 ** 31 - 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw new ConfigurationError(`Expected \`${option}\` to be a whole number from ${min} to ${max}, got \`${text}\``);
  };
}

/** The milliseconds of an option that takes a duration. */
export function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  const hint = unitHint(text);
  throw new ConfigurationError(
    `Expected \`${option}\` to be ${durationWanted}, got \`${excerpt(text, 60)}\`${hint === undefined ? '' : `; ${hint}`}`
  );
}

/** Who acts if `--actor` is not given: the user of this machine. */
export function defaultActor(env: NodeJS.ProcessEnv): string {
  try {
    return env.USER || userInfo().username;
  } catch {
    // Containers may run as a user without a name.
    return 'unknown';
  }
}
