import { extname } from 'node:path';
import { z } from 'zod';
import { describeIssues } from '../config/faults/describe-issues.ts';
import { configurationError, Faults } from '../config/faults/faults.ts';
import { parseText } from '../config/file/parse-text.ts';
import { listOf } from '../config/faults/path.ts';
import { withoutSecrets } from '../trainers/option-faults.ts';
import { plainIssue } from '../config/faults/plain-issue.ts';
import { wanted } from '../config/schema/strict.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { show } from '../terms/show.ts';
import { readPath } from '../folders/read-path.ts';

/** A text of such a file, or `{ env: NAME }`: what is looked up in `env`, as secrets do not belong in files. */
export function textOrEnv(env: NodeJS.ProcessEnv): z.ZodType<string> {
  const secret = z.strictObject({ env: z.string().min(1) }).transform(({ env: name }, context) => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    const message = `Expected the environment to have the variable \`${name}\`, found none; set it, or write the text out`;
    context.addIssue({ code: 'custom', message, input: name });
    return z.NEVER;
  });
  const error = ({ input }: { input?: unknown }): string =>
    wanted('a text, or `{ env: NAME }` for one of the environment', input === undefined ? 'add it' : undefined).error;
  return z.union([z.string().min(1), secret], { error });
}

/**
 * Makes the entries of a list in a file that the worker's owner writes: `<list>: [{ type: …, … }]`, YAML or JSON.
 *
 * @throws ConfigurationError that names the file and everything wrong with any entry
 */
export async function makeFromFile<T>(
  path: string,
  list: string,
  creators: Readonly<Record<string, (options: object) => T>>
): Promise<T[]> {
  const bytes = await readPath(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ConfigurationError(`Expected to read ${list} from \`${path}\`, but ${why}; check the path`, { cause });
  });
  const { value, where } = parseText(path, bytes, extname(path) === '.json');
  const entries: unknown = (value as Record<string, unknown> | null)?.[list];
  if (!Array.isArray(entries))
    throw new ConfigurationError(
      `Expected ${path} to have a list \`${list}\`, as in \`${list}: [{ type: ${Object.keys(creators)[0]}, … }]\``
    );
  const others: ConfigurationError[] = [];
  const forms: z.core.$ZodIssue[] = [];
  const made = entries.flatMap((entry: unknown, index) => {
    const { type, ...options } = (entry ?? {}) as { type?: unknown };
    const place = where([list, index]);
    const create = typeof type === 'string' && Object.hasOwn(creators, type) ? creators[type] : undefined;
    if (!create) {
      const got = `got ${show(type)}${type === undefined ? '; add it' : ''}`;
      const message = `${place}Expected \`${list}[${index}].type\` to be ${listOf(Object.keys(creators))}, ${got}`;
      others.push(new ConfigurationError(message));
      return [];
    }
    try {
      return [create(options)];
    } catch (cause) {
      const form = formFaults(cause);
      if (form) forms.push(...form.issues.map((issue) => ({ ...issue, path: [list, index, ...issue.path] })));
      else if (!(cause instanceof ConfigurationError)) throw cause;
      else others.push(new ConfigurationError(`${place}${cause.message}`, { issues: cause.issues, cause }));
      return [];
    }
  });
  if (forms.length > 0) {
    const faults = new Faults();
    describeIssues(forms.map(plainIssue), withoutSecrets(value), faults);
    others.push(configurationError(`the ${list} in ${path}`, faults, where));
  }
  if (others.length > 0) throw together(others);
  return made;
}

// --- internal ---

/** Whoever mends a file mends it once. */
function together(errors: readonly ConfigurationError[]): ConfigurationError {
  if (errors.length === 1) return errors[0]!;
  const issues = errors.flatMap((error) => error.issues);
  return new ConfigurationError(errors.map(({ message }) => message).join('\n'), { issues });
}

/** What a schema says of the options, also where a trainer has it in an error of its own. */
function formFaults(cause: unknown): z.ZodError | undefined {
  const form = cause instanceof ConfigurationError ? cause.cause : cause;
  return form instanceof z.ZodError ? form : undefined;
}
