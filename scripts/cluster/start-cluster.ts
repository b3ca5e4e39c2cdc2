import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { searchAttributeNames } from '../../src/terms/search-attribute-names.ts';
import { findTemporalBinary } from '../../src/server/binary/find-binary.ts';
import { startGuarded, type GuardedProcess } from '../../src/server/guarded-process.ts';
import { lastLines, runCommand } from '../../src/server/run-command.ts';
import { freeLowPorts } from './low-ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { serverPorts, serverConfig, type ServerPort } from './server-config.ts';
import { serverPrograms } from './server-programs.ts';

export interface ClusterOptions {
  env: NodeJS.ProcessEnv;
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
  /** @default `default` */
  namespace?: string;
}

export interface Cluster {
  address: string;
  namespace: string;
  /** Of PostgreSQL and the Temporal server. */
  pids: number[];
  /** Folder with the logs and the data; removed by `stop`. */
  folder: string;
  /** Runs the set-up of schemas, namespace and search attributes once more: it must change nothing. */
  setUpAgain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The topology of docker-compose.yml without containers: PostgreSQL, the schemas, the real Temporal server, the
 * namespace and the search attributes, by the same scripts in deploy/. Everything listens on loopback only, on free
 * ports, and ends with this process.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { env, signal, onProgress = () => undefined } = options;
  const namespace = options.namespace ?? 'default';
  const programs = await serverPrograms({ env, onProgress, signal });
  const cli = await findTemporalBinary({ env, onProgress, signal });
  const folder = await mkdtemp(join(tmpdir(), 'temporal-cluster-'));
  // PostgreSQL runs as another user and must be able to walk through.
  await chmod(folder, 0o711);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    // The server first: PostgreSQL waits for its clients.
    for (const program of running.splice(0).toReversed()) await program.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [postgresPort, ...ports] = (await freeLowPorts(serverPorts.length + 1)) as [number, ...number[]];
    const tools = await toolFolder(folder, { temporal: cli.path, 'temporal-sql-tool': programs.sqlTool });
    onProgress(`starting PostgreSQL on 127.0.0.1:${postgresPort}`);
    const postgres = await startPostgres({ env, folder, port: postgresPort, password: 'temporal', signal });
    running.push(postgres);
    onProgress('setting up the schemas');
    const setUpSchemas = (): Promise<string> =>
      runSetup('setup-schema.sh', tools, schemaEnv(postgres, programs.schemas), signal);
    await setUpSchemas();
    const portOf = Object.fromEntries(serverPorts.map((name, i) => [name, ports[i]])) as Record<ServerPort, number>;
    const address = `127.0.0.1:${portOf.frontend}`;
    onProgress(`starting the Temporal server on ${address}`);
    const server = await startServer(
      programs.server,
      folder,
      serverConfig({ postgres, ports: portOf, dynamicConfigFile: join(deploy, 'dynamic-config.yaml') })
    );
    running.push(server);
    const namespaceEnv = {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      SEARCH_ATTRIBUTES: searchAttributeList(),
    };
    const setUpNamespace = (): Promise<string> => runSetup('setup-namespace.sh', tools, namespaceEnv, signal);
    await Promise.race([setUpNamespace(), failWhenEnded(server, folder)]);
    onProgress(`ready: TEMPORAL_ADDRESS=${address} TEMPORAL_NAMESPACE=${namespace}`);
    const setUpAgain = async (): Promise<void> => {
      await setUpSchemas();
      await setUpNamespace();
    };
    return { address, namespace, pids: [postgres.pid, server.pid], folder, setUpAgain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `Name=Type` pairs, as deploy/setup-namespace.sh takes them. */
export function searchAttributeList(): string {
  return Object.entries(searchAttributeNames)
    .map(([name, kind]) => `${name}=${kind}`)
    .join(' ');
}

// --- internal ---

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));

/** A folder for PATH in which the programs have the names that they have in the container images. */
async function toolFolder(folder: string, programs: Record<string, string>): Promise<string> {
  const tools = join(folder, 'tools');
  await mkdir(tools);
  for (const [name, path] of Object.entries(programs)) await symlink(path, join(tools, name));
  return tools;
}

function runSetup(script: string, tools: string, env: Record<string, string>, signal?: AbortSignal): Promise<string> {
  const path = [tools, '/usr/bin', '/bin'].join(delimiter);
  // A home without settings: a profile of this user must not lead the scripts to another server.
  const quiet = { PATH: path, HOME: dirname(tools) };
  return runCommand('/bin/sh', [join(deploy, script)], { env: { ...quiet, ...env }, timeoutMs: 180_000, signal });
}

function schemaEnv(postgres: Postgres, schemas: string): Record<string, string> {
  return {
    SQL_HOST: '127.0.0.1',
    SQL_PORT: String(postgres.port),
    SQL_USER: postgres.user,
    SQL_PASSWORD: postgres.password,
    SCHEMA_DIR: schemas,
  };
}

async function startServer(binary: string, folder: string, config: string): Promise<GuardedProcess> {
  await writeFile(join(folder, 'cluster.yaml'), config, { mode: 0o600 });
  const args = ['--root', folder, '--config', '.', '--env', 'cluster', '--allow-no-auth', 'start'];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
  return startGuarded(binary, args, { logFile: join(folder, 'server.log'), env, cwd: folder });
}

async function failWhenEnded(server: GuardedProcess, folder: string): Promise<never> {
  const code = await server.ended;
  const log = await readFile(join(folder, 'server.log'), 'utf8');
  throw new Error(`The Temporal server ended with exit code ${code}. Its last lines:\n${lastLines(log)}`);
}
