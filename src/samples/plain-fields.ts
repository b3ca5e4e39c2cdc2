import { isMetricName } from '../core/wire/batch.ts';
import { timeNames } from '../rows/time.ts';
import { optionNames, parseOptions, type OptionName, type Sample, type SampleReading } from './sample.ts';

/**
 * The short way through a row as most are: metrics that are finite numbers, and texts for `at`, `version`, `segment`
 * and `key`. `undefined` for any other, which `readFields` then reads or refuses; what this reads, that reads alike.
 */
export function readPlainFields(fields: object, reading: SampleReading): Sample | string | undefined {
  let metrics = 0;
  let texts: Partial<Record<OptionName, string>> | undefined;
  for (const name in fields) {
    const value: unknown = (fields as Record<string, unknown>)[name];
    const role = roleOf(name);
    if (role === 'metric' && typeof value === 'number' && Number.isFinite(value)) metrics += 1;
    else if (role === 'option' && typeof value === 'string') (texts ??= {})[name as OptionName] = value;
    else return undefined;
  }
  if (metrics === 0) return undefined;
  if (texts === undefined) return { values: fields as Record<string, number>, options: noOptions };
  const options = parseOptions(texts, reading);
  return typeof options === 'string' ? options : { values: metricsOf(fields as Record<string, number>), options };
}

// --- internal ---

const noOptions: Sample['options'] = Object.freeze({});

/** `other` may have a meaning that depends on what is beside it. */
type Role = 'metric' | 'option' | 'other';

/** What names mean: rows repeat theirs. */
const roles = new Map<string, Role>();
const maxRoles = 10_000;

const others: ReadonlySet<string> = new Set(['metric', 'value', 'n', '__proto__', ...timeNames]);

function roleOf(name: string): Role {
  const known = roles.get(name);
  if (known !== undefined) return known;
  const isOption = (optionNames as readonly string[]).includes(name);
  const isMetric = isMetricName(name) && !others.has(name.toLowerCase());
  const role = isOption ? 'option' : isMetric ? 'metric' : 'other';
  if (roles.size === maxRoles) roles.clear();
  roles.set(name, role);
  return role;
}

function metricsOf(fields: Readonly<Record<string, number>>): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name in fields) if (roleOf(name) === 'metric') values[name] = fields[name]!;
  return values;
}
