import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parseText } from '../config/file/parse-text.ts';
import { listOf } from '../config/faults/path.ts';
import { ConfigurationError } from '../terms/errors.ts';

/**
 * Makes the entries of a list in a file that the worker's owner writes: `<list>: [{ type: …, … }]`, YAML or JSON.
 *
 * @throws ConfigurationError that names the file and everything wrong with the first faulty entry
 */
export async function makeFromFile<T>(
  path: string,
  list: string,
  creators: Readonly<Record<string, (options: object) => T>>
): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ConfigurationError(`Expected to read ${list} from \`${path}\`, but ${why}; check the path`, { cause });
  });
  const { value, where } = parseText(path, text, extname(path) === '.json');
  const entries: unknown = (value as Record<string, unknown> | null)?.[list];
  if (!Array.isArray(entries))
    throw new ConfigurationError(
      `Expected ${path} to have a list \`${list}\`, as in \`${list}: [{ type: ${Object.keys(creators)[0]}, … }]\``
    );
  return entries.map((entry: unknown, index) => {
    const place = where([list, index]);
    const { type, ...options } = (entry ?? {}) as { type?: unknown };
    const create = typeof type === 'string' && Object.hasOwn(creators, type) ? creators[type] : undefined;
    if (!create)
      throw new ConfigurationError(
        `${place}Expected \`${list}[${index}].type\` to be ${listOf(Object.keys(creators))}, got \`${String(type)}\``
      );
    try {
      return create(options);
    } catch (cause) {
      if (!(cause instanceof ConfigurationError)) throw cause;
      throw new ConfigurationError(`${place}${cause.message}`, { issues: cause.issues, cause });
    }
  });
}
