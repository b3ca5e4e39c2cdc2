import { z } from 'zod';
import { optionsError } from '../option-faults.ts';

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
  /** Name that policies use. @default 'command' */
  name: z.string().min(1).default('command'),
  /** Folder for the outputs of the programs. */
  artifacts: z.string().min(1),
  /** Program and arguments. `{request}` becomes the path of the request file, `{output}` that of the output folder. */
  train: argv,
  evaluate: argv,
  /** Working folder of the programs. @default the worker's */
  cwd: z.string().min(1).optional(),
  /** What the programs get of the environment. @default `PATH`, `HOME`, `LANG`, `LC_ALL`, `TZ`, `TMPDIR` */
  env: z
    .strictObject({
      /**
       * Variables of the worker that the program gets too. The worker's secrets stay with the worker. @default those
       * six
       */
      pass: z.array(z.string()).default(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']),
      /** Additional variables. @default {} */
      set: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  /** Longest time of a program. @default a day */
  timeoutMs: milliseconds.default(24 * 3_600_000),
  /** Longest time without a line of output, after which the program counts as stuck. @default null: any */
  silenceMs: milliseconds.nullable().default(null),
  /** What a program gets to end by itself once it is told to. @default 10000 */
  killAfterMs: milliseconds.default(10_000),
  /** How often the worker says that the program still runs. @default 5000 */
  heartbeatMs: milliseconds.default(5000),
  /**
   * Whether errors, and with them the monitor's history, quote the last 10 lines of a program that failed, 300
   * characters of each, or the beginning of a result that is not JSON. Turn it off where programs print rows of data.
   * The worker's log has the lines all the same. @default true
   */
  quoteOutput: z.boolean().default(true),
  /**
   * Exit codes that no retry can turn into a success. @default usage, data, input, permission and
   * configuration of sysexits: 64, 65, 66, 77, 78
   */
  permanentExitCodes: z.array(z.int().min(1).max(255)).default([64, 65, 66, 77, 78]),
});

/**
 * Which programs train and evaluate, and what they get.
 *
 * @example
 * ```ts
 * createCommandTrainer({
 *   artifacts: './models',
 *   train: ['python', 'train.py', '{request}', '{output}'],
 *   evaluate: ['python', 'evaluate.py', '{request}'],
 * });
 * ```
 */
export type CommandTrainerOptions = z.input<typeof commandTrainerOptionsSchema>;
export type CheckedCommandTrainerOptions = z.output<typeof commandTrainerOptionsSchema>;

export function parseCommandTrainerOptions(options: CommandTrainerOptions): CheckedCommandTrainerOptions {
  const result = commandTrainerOptionsSchema.safeParse(options);
  if (result.success) return result.data;
  throw optionsError('the options of the command trainer', result.error, options);
}
