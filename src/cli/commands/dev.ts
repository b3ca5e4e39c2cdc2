import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError } from '../../terms/errors.ts';
import { withFileLock } from '../../server/file-lock.ts';
import { findTemporalServer, type TemporalServer } from '../../server/find-server.ts';
import { isPortFree, portOrFree } from '../../server/free-port.ts';
import type { RunningWorker } from '../../worker/start-worker.ts';
import { defaultActor, wholeNumber } from '../frame/arguments.ts';
import { defaultAddress } from '../frame/configured-server.ts';
import type { CliContext } from '../terminal/context.ts';
import { checkGiven } from '../frame/check-given.ts';
import { defineCommand } from '../frame/define-command.ts';
import { openDevHome, type DevHome } from '../input/dev-home.ts';
import { noticeWriter } from '../print/notice-writer.ts';
import { envWith, withServer, type ServerOptions } from '../frame/server-options.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { unlessAborted, untilAborted } from '../wait/until-aborted.ts';
import { withWorker, workerOptionsOf, type WorkerFlags } from '../frame/worker-options.ts';

interface Flags extends ServerOptions, WorkerFlags {
  port?: number;
  uiPort?: number;
  ephemeral?: boolean;
  httpPort?: number;
}

/** `dev`: a server and a worker in one process, for one machine. */
export function devCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'dev',
    json: 'lines',
    summary: 'Start a Temporal server and a worker on this machine',
    details:
      "Downloads the Temporal CLI if it is missing. Keeps the server's data in the home folder, with the registry and the models, so monitors go on after a restart; where nothing can be written to the usual one, in a temporary folder, which is removed at the end. If a server is configured (TEMPORAL_ADDRESS), starts only the worker. Ctrl-C stops both.",
    examples: [
      ['dev', `server at ${defaultAddress}, Temporal's page at http://127.0.0.1:8233`],
      ['dev --ephemeral --port 7300', 'a server that forgets everything, on another port'],
    ],
  });
  return withWorker(withServer(command))
    .option('--port <n>', 'port of the server (7233, or a free one)', wholeNumber('--port', 1, 65_535))
    .option('--ui-port <n>', "port of Temporal's page (8233, or a free one)", wholeNumber('--ui-port', 1, 65_535))
    .option('--http-port <n>', 'port of the HTTP server (8321, or a free one)', wholeNumber('--http-port', 1, 65_535))
    .option('--ephemeral', 'keep all server data in memory')
    .action(async (given: Flags) => {
      context.endsItself = true;
      const home = await openDevHome(context, given, command.getOptionValueSource('home') !== 'default');
      const onWait = (pid: number): never => {
        throw new ConfigurationError(
          `Expected the home ${home.path} to be free, but process ${pid} runs \`dev\` with it: use that one, or choose another --home`
        );
      };
      const flags = home.isTemporary ? { ...given, home: home.path } : given;
      try {
        await withFileLock(join(home.path, 'dev.lock'), { onWait }, () => run(context, flags, home));
      } finally {
        await home.remove();
      }
    });
}

// --- internal ---

async function checked(
  context: CliContext,
  flags: Flags
): Promise<{ options: Awaited<ReturnType<typeof workerOptionsOf>>; warn: (text: string) => void }> {
  const options = await workerOptionsOf(flags, context.io.env);
  return { options, warn: await checkGiven(context, options) };
}

async function run(context: CliContext, flags: Flags, devHome: DevHome): Promise<void> {
  const { io, verbose } = context;
  // A file may be a pipe into which nobody writes.
  const given = await unlessAborted(io.signal, checked(context, flags));
  if (given === undefined) return void (context.exitCode = exitCodes.interrupted);
  const { options, warn } = given;
  const { installRuntimeLogger } = await import('../../worker/runtime-logger.ts');
  installRuntimeLogger((line) => context.note(line), verbose ? 'INFO' : 'WARN');
  const server = await findTemporalServer({
    env: envWith(io.env, flags),
    signal: io.signal,
    onProgress: (line) => context.note(line),
    dev: {
      port: flags.port ?? (await ifFree(7233)),
      uiPort: flags.uiPort ?? (await ifFree(8233)),
      ...(flags.ephemeral ? {} : { dbFile: devHome.serverFile }),
    },
  });
  tellUnused(context, flags, server);
  if (server.source === 'dev-server' && flags.port === undefined && !server.address.endsWith(':7233'))
    context.note(`Port 7233 is in use, by another Temporal server perhaps: this one is at ${server.address}`);
  try {
    const { startWorker } = await import('../../worker/start-worker.ts');
    const http = await startHttp(context, server, options.taskQueue, flags.httpPort);
    const worker = await startWorker({
      ...options,
      server,
      warn,
      pageUrl: http.url,
      // Someone is waiting at the terminal; interrupted work goes on at the next start.
      graceMs: 3_000,
      notifiers: { log: noticeWriter(context), ...options.notifiers },
      env: io.env,
    });
    announce(context, server, worker, { url: http.url, isTemporary: devHome.isTemporary });
    await untilAborted(io.signal, worker.ended);
    context.note('stopping; Ctrl-C again ends it at once');
    await http.stop();
    await worker.stop();
  } finally {
    await server.stop();
  }
  context.line({ event: 'stopped' }, () => 'Stopped.');
}

/** Whoever names a port of a server that is not started here should not look for it there. */
function tellUnused(context: CliContext, flags: Flags, { source, address }: TemporalServer): void {
  if (source !== 'configured') return;
  const unused = [
    ...(flags.port === undefined ? [] : ['--port']),
    ...(flags.uiPort === undefined ? [] : ['--ui-port']),
    ...(flags.ephemeral ? ['--ephemeral'] : []),
  ];
  if (unused.length === 0) return;
  context.note(
    `${unused.join(', ')} has no effect: the server ${address} is configured and not started here; unset TEMPORAL_ADDRESS to start one`
  );
}

async function ifFree(port: number): Promise<number | undefined> {
  return (await isPortFree(port)) ? port : undefined;
}

/** The server that `serve` starts, for this machine alone. */
async function startHttp(
  context: CliContext,
  { connectionOptions, namespace }: TemporalServer,
  taskQueue: string | undefined,
  wanted: number | undefined
): Promise<{ url: string; stop: () => Promise<void> }> {
  const [{ Client }, { MonitorClient }, { openConnection }, { startServer }] = await Promise.all([
    import('@temporalio/client'),
    import('../../client/monitor-client.ts'),
    import('../../client/connect.ts'),
    import('../../serve/start-server.ts'),
  ]);
  const port = wanted ?? (await portOrFree(8_321));
  const connection = await openConnection(connectionOptions);
  const client = new MonitorClient({
    client: new Client({ connection, namespace }),
    ...(taskQueue === undefined ? {} : { taskQueue }),
    pageUrl: `http://127.0.0.1:${port}`,
  });
  try {
    const running = await startServer({
      client,
      port,
      localActor: defaultActor(context.io.env),
      note: (line) => context.note(line),
    });
    const stop = async (): Promise<void> => {
      await running.stop({ timeoutMs: 1_000 });
      await client.close({ timeoutMs: 3_000 });
      await connection.close();
    };
    return { url: running.url, stop };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function announce(
  context: CliContext,
  server: TemporalServer,
  { taskQueue, home, identity }: RunningWorker,
  { url, isTemporary }: { url: string; isTemporary: boolean }
): void {
  const { address, namespace, uiUrl, source } = server;
  const document = {
    event: 'ready',
    address,
    namespace,
    uiUrl: uiUrl ?? null,
    url,
    source,
    taskQueue,
    home: home.path,
    identity,
  };
  context.line(document, () => {
    const { bold, dim } = context.style;
    const isDefault = address.endsWith(':7233') && source === 'dev-server';
    return [
      `Temporal server  ${address}, namespace ${namespace}${source === 'configured' ? ' (not started here)' : ''}`,
      ...(uiUrl === undefined ? [] : [`Temporal UI      ${bold(uiUrl)}`]),
      `Page, HTTP       ${bold(url)}`,
      `Worker           polls ${taskQueue}`,
      `Home             ${home.path}${isTemporary ? ' (removed at the end)' : ''}`,
      '',
      dim('In another terminal:'),
      ...(isDefault || source === 'configured' ? [] : [`  export TEMPORAL_ADDRESS=${address}`]),
      '  temporal-retrain init  (makes a monitor file of your metrics)',
      '  temporal-retrain monitor start FILE',
      '  temporal-retrain send MODEL --metric accuracy=0.93',
      '',
      'Ready. Ctrl-C stops everything.',
    ].join('\n');
  });
}
