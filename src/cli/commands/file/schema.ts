import type { Command } from 'commander';
import { monitorJsonSchema } from '../../../config/schema/json-schema.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';

/** `schema`: JSON Schema of monitor files, for editors. */
export function schemaCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'schema',
    json: 'always',
    summary: 'Print the JSON Schema of monitor files',
    details: 'Editors use it to complete and check monitor files. The output is JSON with and without --json.',
    examples: [
      ['schema > monitor.schema.json', 'then begin the YAML with # yaml-language-server: $schema=monitor.schema.json'],
      ['schema | jq .properties', 'the fields of a monitor file'],
    ],
  });
  return command.action(() => {
    const schema = monitorJsonSchema();
    context.verbatim(schema, () => JSON.stringify(schema, null, 2));
  });
}
