import { z } from 'zod';
import { durationSchema } from '../config/schema/field-schemas.ts';
import { strict, wanted } from '../config/schema/strict.ts';
import { noticeEvents } from '../core/state/events.ts';
import { whyNotWritten } from '../folders/make-folder.ts';
import { didYouMean } from '../terms/did-you-mean.ts';
import { ConfigurationError } from '../terms/errors.ts';
import { auditFile } from '../notify/audit-file.ts';
import { alertmanager } from '../notify/alertmanager.ts';
import { onlyEvents, type Notifier } from '../notify/notifier.ts';
import { slack } from '../notify/slack.ts';
import { webhook } from '../notify/webhook.ts';
import { makeFromFile, textOrEnv } from './owner-file.ts';

/**
 * The notifiers in a file that the worker's owner writes:
 * `notifiers: [{ type: slack, name: ops, url: { env: SLACK_URL }, events: [drift, promoted] }]`.
 *
 * @param env where `{ env: NAME }` is looked up: secrets do not belong in files
 * @throws ConfigurationError that names the file and everything wrong with the first faulty notifier
 */
export async function loadNotifiers(path: string, env: NodeJS.ProcessEnv): Promise<Record<string, Notifier>> {
  const text = textOrEnv(env);
  const common = {
    name: z.string().min(1),
    events: z
      .array(
        z.enum(noticeEvents, {
          error: ({ input }) => wanted('an event such as `drift` or `promoted`', eventMeant(input)).error,
        }),
        wanted('a list of events')
      )
      .min(1, wanted('a list of events', 'leave it out for all of them'))
      .optional(),
    repeats: z.boolean().optional(),
    url: text,
  };
  const what = 'an object with the options of the notifier';
  const label = wanted('the name of a label: letters, digits and underscores, no digit first');
  const allowHosts = z.array(z.string().min(1)).optional();
  const headers = z.record(z.string(), text).optional();
  const schemas = {
    webhook: strict({ ...common, secret: text.optional(), headers, allowHosts }, what),
    slack: strict({ ...common, allowHosts }, what),
    alertmanager: strict(
      {
        ...common,
        labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, label), z.string()).optional(),
        expireAfter: durationSchema.optional(),
        headers,
        allowHosts,
      },
      what
    ),
    file: strict(
      {
        name: common.name,
        events: common.events,
        path: z.string().min(1),
        metrics: z.boolean().optional(),
      },
      what
    ),
  };
  const files: string[] = [];
  const made = await makeFromFile(path, 'notifiers', {
    webhook: (given) => named(schemas.webhook.parse(given), webhook),
    slack: (given) => named(schemas.slack.parse(given), slack),
    alertmanager: (given) =>
      named(schemas.alertmanager.parse(given), ({ expireAfter, ...options }) =>
        alertmanager({ ...options, expireAfterMs: expireAfter })
      ),
    file: (given) =>
      named(schemas.file.parse(given), ({ path: file, metrics }) => {
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

function eventMeant(given: unknown): string {
  const near = typeof given === 'string' ? didYouMean(given, noticeEvents) : undefined;
  return near === undefined ? 'docs/notifications.md lists them' : `did you mean \`${near}\`?`;
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
