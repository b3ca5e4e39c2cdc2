import type { Command } from 'commander';
import type { DeliveryFailure } from '../../client/publish/publisher-options.ts';
import type { MonitorClient } from '../../client/monitor-client.ts';
import { startServer } from '../../serve/start-server.ts';
import { defaultActor, wholeNumber } from '../frame/arguments.ts';
import { defineCommand } from '../frame/define-command.ts';
import { aborted } from '../wait/until-aborted.ts';
import { timeText } from '../../terms/time-text.ts';
import { withClient } from '../frame/with-client.ts';
import { withQueue, type QueueOptions } from '../frame/server-options.ts';
import { numbered } from '../../terms/numbered.ts';
import type { CliContext } from '../terminal/context.ts';

interface Flags extends QueueOptions {
  host: string;
  port: number;
  tokens?: string;
  config?: string;
  publicUrl?: string;
  spool?: string;
}

/** `serve`: the HTTP server, until a signal stops it. */
export function serveCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'serve',
    json: 'lines',
    summary: 'Serve monitors over HTTP: send metrics, read, command, scrape',
    details:
      'Takes observations as JSON, NDJSON or CSV and answers what monitors see and do. Carries out commands in the name of whoever was authenticated, and has metrics for Prometheus. Listens on this machine only; on any other address it starts only with tokens, an OpenID Connect provider or a trusted proxy.',
    examples: [
      ['serve', 'at http://127.0.0.1:8321; /openapi.json tells what it answers'],
      ['serve --host 0.0.0.0 --tokens tokens.yaml', 'for others, who show a token'],
    ],
  });
  return withQueue(command)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', wholeNumber('--port', 0, 65_535), 8_321)
    .option('--tokens <file>', 'hashes of tokens with their roles; `token` makes its lines')
    .option('--config <file>', 'OpenID Connect provider, trusted proxy and more (YAML or JSON)')
    .option('--public-url <url>', 'how browsers reach it, if a proxy or a name stands before it')
    .option('--spool <folder>', 'keep what is taken there until it is delivered, also if this process ends')
    .action((flags: Flags) => run(context, flags));
}

// --- internal ---

async function run(context: CliContext, flags: Flags): Promise<void> {
  const { io } = context;
  const { config, tokens, publicUrl, spool, host, port, ...server } = flags;
  const { loadServeConfig } = await import('../../serve/serve-config.ts');
  const written = config === undefined ? {} : await loadServeConfig(config);
  const publisher = {
    capacity: 100_000,
    maxWaitMs: 5_000,
    onError: ({ model, error }: DeliveryFailure) => context.note(`${model}: ${error.message}`),
    ...(spool === undefined ? {} : { spool: { directory: spool } }),
  };
  const { address, namespace, profile, taskQueue } = server;
  // It is read as a log: long after, and beside what others have asked.
  const onWait = (text: string): void => {
    if (!context.json) context.note(`${timeText(Date.now())}  ${text}`);
  };
  await withClient(context, { address, namespace, profile, taskQueue, publisher, onWait }, async (client) => {
    context.endsItself = true;
    const running = await startServer({
      ...written,
      client,
      host,
      port,
      ...(tokens === undefined ? {} : { tokens }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      localActor: defaultActor(io.env),
      note: (line) => context.note(line),
    });
    const { url } = running;
    context.line({ event: 'ready', url, port: running.port }, () => `Serving at ${url}. Ctrl-C stops it.`);
    await aborted(io.signal);
    context.note('stopping: requests under way may finish; Ctrl-C again ends it at once');
    await running.stop();
    await deliverRest(context, client, spool !== undefined);
  });
  context.line({ event: 'stopped' }, () => 'Stopped.');
}

/** What was taken and is not delivered yet, if there is time. */
async function deliverRest(context: CliContext, client: MonitorClient, isKept: boolean): Promise<void> {
  const delivered = client.flush().catch(() => undefined);
  await Promise.race([delivered, new Promise((done) => setTimeout(done, 10_000).unref())]);
  for (const [model, { waiting }] of Object.entries(client.stats()))
    if (waiting > 0)
      context.note(
        `${numbered(waiting, 'observation')} of ${model} not delivered${isKept ? '; the spool keeps them' : ''}`
      );
}
