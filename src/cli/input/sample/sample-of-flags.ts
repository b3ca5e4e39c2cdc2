import { ConfigurationError } from '../../../terms/errors.ts';
import {
  nameFault,
  parseOptions,
  parseRows,
  parseValue,
  type OptionName,
  type Sample,
} from '../../../samples/sample.ts';
import { sayUnit } from '../time-unit.ts';
import type { TimeUnit } from '../../../rows/time.ts';

export interface SampleFlags extends Partial<Record<OptionName, string>> {
  metric?: string[];
  timeUnit?: TimeUnit;
  n?: string;
}

/** Reads `--metric accuracy=0.93 --at … --version … --segment … --n …`. */
export function sampleOfFlags({ metric = [], at, version, segment, key, n, timeUnit }: SampleFlags): Sample {
  const values = metric.map((text): [string, number] => {
    const cut = text.indexOf('=');
    if (cut === -1)
      throw new ConfigurationError(
        `Expected --metric to be a name and a value like \`accuracy=0.93\`, got \`${text}\``
      );
    const name = text.slice(0, cut).trim();
    const fault = nameFault(name);
    if (fault !== undefined) throw new ConfigurationError(fault);
    const value = parseValue(name, text.slice(cut + 1));
    if (value === undefined) throw new ConfigurationError(`Expected --metric ${name} to have a number, got none`);
    if (typeof value === 'string') throw new ConfigurationError(value);
    return [name, value];
  });
  const names = values.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ConfigurationError(
      `Expected each metric once, got \`${twice}\` twice; send two values with two commands`
    );
  const options = parseOptions({ at, version, segment, key }, { unit: timeUnit, sayUnit });
  if (typeof options === 'string') throw new ConfigurationError(options);
  const rows = parseRows({ n });
  if (Array.isArray(rows)) throw new ConfigurationError(rows.join('; '));
  return { values: Object.fromEntries(values), options: { ...options, ...rows } };
}
