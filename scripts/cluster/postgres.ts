import { chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerUnavailableError } from '../../src/terms/errors.ts';
import { findProgram, isExecutable } from '../../src/server/binary/find-program.ts';
import { startGuarded, type GuardedProcess } from '../../src/server/guarded-process.ts';
import { runCommand } from '../../src/server/run-command.ts';

export interface Postgres {
  port: number;
  user: string;
  password: string;
  pid: number;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  env: NodeJS.ProcessEnv;
  /** Folder for its data and log; must be reachable by an unprivileged user. */
  folder: string;
  port: number;
  password: string;
  signal?: AbortSignal;
}

/**
 * Starts an own PostgreSQL on a loopback port, with its data in `folder`. PostgreSQL refuses to run as root, so root
 * starts it as the system user `postgres`, or `nobody`.
 */
export async function startPostgres({ env, folder, port, password, signal }: PostgresOptions): Promise<Postgres> {
  const initdb = await postgresProgram('initdb', env);
  const postgres = await postgresProgram('postgres', env);
  const owner = process.getuid?.() === 0 ? await unprivilegedUser() : undefined;
  const data = join(folder, 'postgres-data');
  const passwordFile = join(folder, 'postgres-password');
  const logFile = join(folder, 'postgres.log');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) for (const path of [data, passwordFile]) await chown(path, owner.uid, owner.gid);
  const initArguments = [
    '-D',
    data,
    '-U',
    databaseUser,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-instructions',
  ];
  await runCommand(initdb, [...initArguments, '--encoding=UTF8', '--locale=C'], { env, cwd: data, signal, ...owner });
  // Data that lives as long as this process need not survive a power cut.
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off'];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const program = await startGuarded(postgres, ['-D', data, ...flags], { logFile, env, cwd: data, ...owner });
  await untilAccepting(program, port, logFile, signal);
  return { port, user: databaseUser, password, pid: program.pid, stop: () => program.stop() };
}

// --- internal ---

const databaseUser = 'temporal';

/** Debian keeps the server's programs off PATH, by version. */
async function postgresProgram(name: string, env: NodeJS.ProcessEnv): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const path = join('/usr/lib/postgresql', version, 'bin', name);
    if (await isExecutable(path)) return path;
  }
  const onPath = await findProgram(name, env);
  if (onPath !== undefined) return onPath;
  throw new ServerUnavailableError(
    `The cluster needs PostgreSQL's \`${name}\`, found neither in /usr/lib/postgresql nor on PATH: install it (\`apt-get install postgresql\`)`
  );
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => runCommand('id', [flag, name]).catch(() => '')));
    const [uid, gid] = ids.map((text) => Number.parseInt(text, 10));
    if (uid && gid) return { uid, gid };
  }
  throw new ServerUnavailableError(
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as'
  );
}

async function untilAccepting(
  program: GuardedProcess,
  port: number,
  logFile: string,
  signal?: AbortSignal
): Promise<void> {
  let ended: number | undefined;
  void program.ended.then((code) => (ended = code));
  for (const deadline = Date.now() + 60_000; !(await accepts(port));) {
    if (ended === undefined && Date.now() < deadline) {
      await sleep(100, undefined, { signal });
      continue;
    }
    await program.stop();
    throw new ServerUnavailableError(`PostgreSQL does not answer on 127.0.0.1:${port}, see ${logFile}`);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
