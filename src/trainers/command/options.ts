import { z } from 'zod';
import { ConfigurationError } from '../../terms/errors.ts';

const argv = z
  .array(z.string().refine((element) => !element.includes('\0'), { error: 'Expected no NUL character' }))
  .min(1)
  .refine(([program]) => program !== '', { error: 'Expected the program first' })
  .refine(
    (elements) => elements.every((element) => placeholders.has(element) || !/\{(request|output)\}/.test(element)),
    {
      error: 'Expected `{request}` and `{output}` as whole arguments, not as part of one',
    }
  )
  .refine((elements) => elements.slice(1).includes('{request}'), {
    error: 'Expected `{request}` as one of the arguments: the program learns from that file what to do',
  });

const placeholders = new Set(['{request}', '{output}']);
const milliseconds = z.number().min(1);

const commandTrainerOptionsSchema = z.strictObject({
  /** Name that policies use. */
  name: z.string().min(1).default('command'),
  /** Folder for the outputs of the programs. */
  artifacts: z.string().min(1),
  /** Program and arguments. `{request}` becomes the path of the request file, `{output}` that of the output folder. */
  train: argv,
  evaluate: argv,
  cwd: z.string().min(1).optional(),
  env: z
    .strictObject({
      /** Variables that the program gets from the worker's environment. The worker's secrets stay with the worker. */
      pass: z.array(z.string()).default(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']),
      /** Additional variables. */
      set: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  timeoutMs: milliseconds.default(24 * 3_600_000),
  silenceMs: milliseconds.nullable().default(null),
  killAfterMs: milliseconds.default(10_000),
  heartbeatMs: milliseconds.default(5000),
  /**
   * Whether errors, and with them the monitor's history, quote the last 10 lines of a program that failed, 300 characters of
   * each, or the beginning of a result that is no JSON. Turn it off where programs print rows of data. The worker's log has
   * the lines all the same.
   */
  quoteOutput: z.boolean().default(true),
  /**
   * Exit codes that no retry can turn into a success. The default: usage, data, input, permission, configuration of
   * sysexits.
   */
  permanentExitCodes: z.array(z.int().min(1).max(255)).default([64, 65, 66, 77, 78]),
});

export type CommandTrainerOptions = z.input<typeof commandTrainerOptionsSchema>;
export type CheckedCommandTrainerOptions = z.output<typeof commandTrainerOptionsSchema>;

export function parseCommandTrainerOptions(options: CommandTrainerOptions): CheckedCommandTrainerOptions {
  const result = commandTrainerOptionsSchema.safeParse(options);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const faults = issues.map(({ field, message }) => `\`${field || '.'}\`: ${message}`).join('; ');
  throw new ConfigurationError(`Expected the options of the command trainer to be valid: ${faults}`, {
    issues,
    cause: result.error,
  });
}
