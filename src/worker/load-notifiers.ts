import { z } from 'zod';
import { durationSchema } from '../config/schema/field-schemas.ts';
import { noticeEvents } from '../core/state/events.ts';
import { whyNotWritten } from '../folders/make-folder.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { auditFile } from '../notify/audit-file.ts';
import { alertmanager } from '../notify/alertmanager.ts';
import { onlyEvents, type Notifier } from '../notify/notifier.ts';
import { slack } from '../notify/slack.ts';
import { webhook } from '../notify/webhook.ts';
import { makeFromFile } from './owner-file.ts';

/**
 * The notifiers in a file that the worker's owner writes:
 * `notifiers: [{ type: slack, name: ops, url: { env: SLACK_URL }, events: [drift, promoted] }]`.
 *
 * @param env where `{ env: NAME }` is looked up: secrets do not belong in files
 * @throws ConfigurationError that names the file and everything wrong with the first faulty notifier
 */
export async function loadNotifiers(path: string, env: NodeJS.ProcessEnv): Promise<Record<string, Notifier>> {
  const text = textFrom(env);
  const common = {
    name: z.string().min(1),
    events: z.array(z.enum(noticeEvents)).min(1).optional(),
    repeats: z.boolean().optional(),
    url: text,
  };
  const allowHosts = z.array(z.string().min(1)).optional();
  const headers = z.record(z.string(), text).optional();
  const schemas = {
    webhook: z.strictObject({ ...common, secret: text.optional(), headers, allowHosts }),
    slack: z.strictObject({ ...common, allowHosts }),
    alertmanager: z.strictObject({
      ...common,
      labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string()).optional(),
      expireAfter: durationSchema.optional(),
      headers,
      allowHosts,
    }),
    file: z.strictObject({
      name: common.name,
      events: common.events,
      path: z.string().min(1),
      metrics: z.boolean().optional(),
    }),
  };
  const files: string[] = [];
  const made = await makeFromFile(path, 'notifiers', {
    webhook: (given) => named(check('webhook', schemas.webhook, given), webhook),
    slack: (given) => named(check('slack', schemas.slack, given), slack),
    alertmanager: (given) =>
      named(check('alertmanager', schemas.alertmanager, given), ({ expireAfter, ...options }) =>
        alertmanager({ ...options, expireAfterMs: expireAfter })
      ),
    file: (given) =>
      named(check('file', schemas.file, given), ({ path: file, metrics }) => {
        files.push(file);
        return auditFile(file, { metrics: metrics ?? false });
      }),
  });
  for (const file of files) {
    const why = await whyNotWritten(file);
    if (why !== undefined)
      throw new ConfigurationError(
        `Expected the notifier of type file in ${path} to be able to write \`${file}\`, but ${why}; name another file, or let the worker's user write there`
      );
  }
  const names = ['audit', 'log', ...made.map(([name]) => name)];
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new ConfigurationError(
      `Expected the names of notifiers in ${path} to differ, got \`${twice}\` twice; \`audit\` and \`log\` are the worker's own`
    );
  return Object.fromEntries(made);
}

// --- internal ---

function textFrom(env: NodeJS.ProcessEnv): z.ZodType<string> {
  const fromEnv = z.strictObject({ env: z.string().min(1) }).transform(({ env: name }, context) => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    context.addIssue({ code: 'custom', message: `the environment has no variable \`${name}\``, input: name });
    return z.NEVER;
  });
  return z.union([z.string().min(1), fromEnv]);
}

function check<S extends z.ZodType>(what: string, schema: S, given: object): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message, ...issue }) => {
    const inner = 'errors' in issue ? issue.errors.flat().find(({ code }) => code === 'custom') : undefined;
    const lacks = /^Invalid input: expected (\w+), received undefined$/.exec(message);
    const plain = lacks ? `expected a ${lacks[1]}, got nothing; add it` : message;
    return { field: path.join('.'), message: inner?.message ?? plain };
  });
  const faults = issues.map(({ field, message }) => `\`${field || '.'}\`: ${message}`).join('; ');
  throw new ConfigurationError(`Expected the options of the ${what} to be valid: ${faults}`, { issues });
}

interface Named {
  name: string;
  events?: Parameters<typeof onlyEvents>[1] | undefined;
  repeats?: boolean | undefined;
}

function named<O extends Named>(
  { name, events, repeats, ...options }: O,
  create: (options: Omit<O, keyof Named>) => Notifier
): [string, Notifier] {
  const made = create(options);
  const notifier = repeats === undefined ? made : { ...made, repeats };
  return [name, events ? onlyEvents(notifier, events) : notifier];
}
