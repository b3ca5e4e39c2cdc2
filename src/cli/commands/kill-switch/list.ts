import type { Command } from 'commander';
import type { KillSwitchInfo } from '../../../client/kill-switches.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { describeScope } from '../../../terms/kill-switch-ids.ts';
import { formatAgo } from '../../print/time.ts';
import { ofPeople } from '../../terminal/as-written.ts';
import { printable, table } from '../../terminal/table.ts';
import { withClient } from '../../frame/with-client.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';

/** `kill-switch list` */
export function killSwitchListCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'list',
    json: 'lines',
    summary: 'List the kill switches that are on',
    details: 'The list may lag a few seconds behind. With --json, prints one switch per line (NDJSON).',
    examples: [
      ['kill-switch list', 'which, since when, by whom and why'],
      ['kill-switch list --json | jq .actor', 'for scripts'],
    ],
  });
  return withServer(command).action(async (options: ServerOptions) => {
    await withClient(context, options, async (client) => {
      const rows: KillSwitchInfo[] = [];
      for await (const one of client.killSwitches.list())
        if (context.json) context.line(one, () => '');
        else rows.push(one);

      if (!context.json) context.result(undefined, () => format(rows, context));
    });
  });
}

// --- internal ---

function format(rows: readonly KillSwitchInfo[], { style, width }: CliContext): string {
  if (rows.length === 0) return 'No kill switch is on.';
  const cells = rows.map(({ scope, since, actor, comment }) => [
    describeScope(scope),
    formatAgo(since.getTime(), Date.now()),
    printable(actor),
    ofPeople(printable(comment)),
  ]);
  return table(['HOLDS', 'SINCE', 'BY', 'WHY'], cells, { width, dim: style.dim });
}
