import { appendFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { isLabel } from '../../core/wire/batch.ts';
import { ConfigurationError } from '../../terms/errors.ts';
import { createToken, hashToken, tokenLine } from '../../serve/access/token.ts';
import { roles, type Role } from '../../serve/access/roles.ts';
import { checkOutputFile } from '../frame/output-file.ts';
import { defineCommand } from '../frame/define-command.ts';
import { durationOf } from '../frame/arguments.ts';
import type { CliContext } from '../terminal/context.ts';

interface Flags {
  name: string;
  role: Role;
  expires?: string;
  file?: string;
}

/** `token`: a token for a person or a service, and the line that lets it in. */
export function tokenCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'token',
    summary: 'Make a token for `serve --tokens`',
    details:
      'Prints the token once, alone on standard output, and beside it the line with its hash for the token file; the token itself is kept nowhere. A sender only sends metrics, a viewer only reads, an operator also runs monitors, an approver also decides what serves and by which policy.',
    examples: [
      ['token --role approver --name ana --file tokens.yaml', 'adds the line to the file, prints the token'],
      ['token --role sender --name shop --expires 90d', 'prints token and line'],
    ],
  });
  return command
    .requiredOption('--name <name>', 'whose it is: what the ledger says')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .option('--expires <duration>', 'how long it is valid, such as 90d (for ever)')
    .option('--file <path>', 'token file that the line is added to')
    .action((flags: Flags) => run(context, flags));
}

// --- internal ---

async function run(context: CliContext, { name, role, expires, file }: Flags): Promise<void> {
  const isSound: boolean = isLabel(name);
  if (!isSound)
    throw new ConfigurationError(
      `Expected \`--name\` to be 1 to 128 printable characters, got \`${name.slice(0, 60)}\``
    );
  if (file !== undefined) await checkOutputFile('--file', file);
  const token = createToken();
  const until =
    expires === undefined ? undefined : new Date(Date.now() + durationOf('--expires', expires)).toISOString();
  const line = tokenLine({ name, role, hash: hashToken(token), ...(until === undefined ? {} : { expires: until }) });
  if (file !== undefined) await appendFile(file, `${line}\n`, { mode: 0o600 });
  // The answer is the token alone, so that a script can take it: `$(temporal-retrain token …)`.
  context.verbatim({ token, name, role, expires: until ?? null, line, file: file ?? null }, () => token);
  if (context.json) return;
  context.note(file === undefined ? 'Its line for the token file:' : `Added its hash to ${file}.`);
  if (file === undefined) context.io.stderr.write(`${line}\n`);
  context.note('The token is shown only now. Send it as `Authorization: Bearer …`.');
}
