import { extname } from 'node:path';
import { z } from 'zod';
import { parseText } from '../config/file/parse-text.ts';
import { describeIssues } from '../config/faults/describe-issues.ts';
import { configurationError, Faults } from '../config/faults/faults.ts';
import { strict, wanted } from '../config/schema/strict.ts';
import { ConfigurationError } from '../terms/errors.ts';
import type { StartServerOptions } from './server-options.ts';
import { readPath } from '../folders/read-path.ts';

/** What a file may say of the server. */
export type ServeConfig = Pick<
  StartServerOptions,
  'tokens' | 'signIn' | 'proxy' | 'publicUrl' | 'maxBodyBytes' | 'prometheusWrite'
>;

/**
 * Reads `serve --config`: who may do what, and how browsers reach the server.
 *
 * @throws ConfigurationError with everything that is wrong with it, and where
 */
export async function loadServeConfig(path: string): Promise<ServeConfig> {
  const bytes = await readPath(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ConfigurationError(`Expected to read settings from \`${path}\`, but ${why}; check the path`, { cause });
  });
  const { value, where } = parseText(path, bytes, extname(path) === '.json');
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = new Faults('the file');
  describeIssues(result.error.issues, value, faults);
  throw configurationError(`the settings in ${path}`, faults, where);
}

// --- internal ---

const text = z.string(wanted('a text')).min(1, wanted('a text'));
const template = text.regex(/\{\w+\}/, wanted("a text with a label in braces, such as '{service}'"));
const groups = z.array(text, wanted('a list of groups')).optional();
const roleGroups = strict(
  { sender: groups, viewer: groups, operator: groups, approver: groups },
  'groups by role, such as `{ approver: [ml-leads] }`'
).optional();
const bytes = wanted('a whole number of bytes from 1024 to 1073741824');

const schema = strict(
  {
    tokens: text.optional(),
    publicUrl: text.optional(),
    maxBodyBytes: z.number(bytes).int(bytes).min(1_024, bytes).max(1_073_741_824, bytes).optional(),
    prometheusWrite: strict(
      {
        model: template.optional(),
        segment: template.optional(),
        version: template.optional(),
        metrics: z.record(text, text, wanted('metrics of monitors by their names in Prometheus')).optional(),
      },
      "what labels mean, such as `{ model: 'shop:{service}' }`"
    ).optional(),
    signIn: strict(
      { issuer: text, audience: text, actorClaim: text.optional(), rolesClaim: text.optional(), roles: roleGroups },
      'an OpenID Connect provider such as `{ issuer: https://login.example, audience: temporal-retrain }`'
    ).optional(),
    proxy: strict(
      {
        from: z.array(text, wanted('a list of addresses')).min(1, wanted('at least one address')),
        userHeader: text.optional(),
        groupsHeader: text.optional(),
        roles: roleGroups,
      },
      'a proxy such as `{ from: [10.0.0.0/8] }`'
    ).optional(),
  },
  'settings such as `{ tokens: tokens.yaml }`'
);
