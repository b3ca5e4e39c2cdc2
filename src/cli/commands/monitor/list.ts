import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import type { ListFilter, MonitorSummary } from '../../../client/list-monitors.ts';
import type { CliContext } from '../../terminal/context.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { didYouMean } from '../../../terms/did-you-mean.ts';
import { formatAgo } from '../../print/time.ts';
import { monitorStates } from '../../../core/view/states.ts';
import { stateText, wordsOf } from '../../../core/view/words.ts';
import { tellUnpolled } from '../../tell/tell-unpolled.ts';
import { withServer, type ServerOptions } from '../../frame/server-options.ts';
import { colourOfState } from '../../terminal/style.ts';
import { table } from '../../terminal/table.ts';
import { withClient } from '../../frame/with-client.ts';

/** `monitor list`: from Temporal's visibility, without asking any monitor. */
export function listCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'list',
    json: 'lines',
    summary: 'List the monitors of a namespace',
    details:
      "Reads the server's search attributes, so it is quick for thousands of monitors; it may lag a few seconds behind. Tells which monitors have had a newest retrain that failed, and which task queues no worker polls. With --json, prints one monitor per line (NDJSON).",
    examples: [
      ['monitor list --state drift', 'those in drift'],
      ['monitor list --json | jq -r .model', 'ids only, for scripts'],
    ],
  });
  return withServer(command)
    .option('--state <state>', `only those in this state: ${monitorStates.map(stateInHelp).join(', ')}`)
    .option('--tenant <name>', 'only those of this tenant')
    .option('--champion <version>', 'only those with this champion')
    .option('--ended', 'stopped monitors too')
    .action(async ({ state, tenant, champion, ended, ...server }: ServerOptions & ListFilter) => {
      checkState(state);
      await withClient(context, server, async (client) => {
        const rows: MonitorSummary[] = [];
        for await (const monitor of client.list({ state, tenant, champion, ended }))
          if (context.json) context.line(monitor, () => '');
          else rows.push(monitor);

        if (context.json) return;
        context.result(undefined, () => {
          const filter = filterText({ state, tenant, champion });
          return formatList(rows, { style: context.style, width: context.width, filter });
        });
        await tellUnpolled(context, client, rows);
      });
    });
}

/** A page of monitors as people see it. Exported for the tests. */
export function formatList(
  rows: readonly MonitorSummary[],
  { style, width, filter = '' }: Pick<CliContext, 'style' | 'width'> & { filter?: string },
  now = Date.now()
): string {
  if (rows.length === 0)
    return filter === ''
      ? 'No monitors. Start one with `temporal-retrain monitor start <file>`.'
      : `No monitor ${filter}; without these options all are listed.`;
  const cells = rows.map(
    ({ model, state, status, begun, retrainFailed, breakerOpen, champion, lastReason, startedAt }) => {
      const shown =
        status === 'RUNNING' ? (state ?? (begun === false ? 'not begun' : 'running')) : status.toLowerCase();
      const beside = [
        ...(breakerOpen && shown !== 'broken' ? [stateText('broken')] : []),
        ...(retrainFailed ? ['retrain failed'] : []),
      ];
      const colour = beside.length > 0 ? style.red : colourOfState(style, shown);
      return [
        model,
        colour([stateText(shown), ...beside].join(', ')),
        champion ?? '-',
        lastReason === null ? '-' : wordsOf(lastReason),
        formatAgo(startedAt.getTime(), now),
      ];
    }
  );
  // What a person has to see to, and for which model, goes before why the last retrain was.
  const whole = [0, 1, 2, 4];
  const below =
    whole.reduce((sum, at) => sum + widest(titles, cells, at), gaps + reasonTitle.length) > width ? [3] : [];
  return table(titles, cells, { width, whole, below, dim: style.dim });
}

// --- internal ---

const reasonTitle = 'LAST REASON';
const titles = ['MODEL', 'STATE', 'CHAMPION', reasonTitle, 'STARTED'];
/** Between the columns, two spaces each. */
const gaps = 2 * (titles.length - 1);

function widest(heading: readonly string[], cells: readonly (readonly string[])[], at: number): number {
  return Math.max(...[heading, ...cells].map((row) => stripVTControlCharacters(row[at] ?? '').length));
}

/** An unknown state is a typing error: no monitor is ever in it. */
function checkState(state: string | undefined): void {
  const known: readonly string[] = monitorStates;
  if (state === undefined || known.includes(state)) return;
  const near = didYouMean(state, known);
  throw new ConfigurationError(
    `Expected \`--state\` to be a state of a monitor, got \`${state}\`; ${near === undefined ? `it can be ${known.join(', ')}` : `did you mean \`${near}\`?`}`
  );
}

/** The code to type, with the words that the list shows where they say something else. */
function stateInHelp(state: string): string {
  const isPlain = stateText(state).includes(wordsOf(state)) || state === 'awaiting-approval';
  return isPlain ? state : `${state} (${stateText(state)})`;
}

function filterText({ state, tenant, champion }: ListFilter): string {
  return [
    ...(state === undefined ? [] : [`in state ${state}`]),
    ...(tenant === undefined ? [] : [`of tenant ${tenant}`]),
    ...(champion === undefined ? [] : [`with champion ${champion}`]),
  ].join(' ');
}
