import { join } from 'node:path';
import { ServerUnavailableError } from '../../src/terms/errors.ts';
import { cacheDir, executableName } from '../../src/server/binary/cache-dir.ts';
import { withFileLock } from '../../src/server/file-lock.ts';
import { findProgram, isExecutable } from '../../src/server/binary/find-program.ts';
import { goInstall } from '../../src/server/binary/go-install.ts';
import { runCommand } from '../../src/server/run-command.ts';
import { serverVersion } from './versions.ts';

export interface ServerPrograms {
  server: string;
  sqlTool: string;
  /** Folder with the PostgreSQL schemas of the same version. */
  schemas: string;
}

export interface ServerProgramsOptions {
  env: NodeJS.ProcessEnv;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
}

/** Builds the Temporal server and its SQL tool from their public Go module once, and keeps them for this user. */
export async function serverPrograms({ env, onProgress, signal }: ServerProgramsOptions): Promise<ServerPrograms> {
  const go = await findProgram('go', env);
  if (go === undefined)
    throw new ServerUnavailableError(
      'The cluster is built with Go, and there is no `go` on PATH: install Go 1.24 or newer'
    );

  const folder = join(cacheDir(env), `server-${serverVersion}`);
  const server = join(folder, executableName('temporal-server'));
  const sqlTool = join(folder, executableName('temporal-sql-tool'));
  const onWait = (pid: number): void => onProgress(`waiting for process ${pid}, which is building the Temporal server`);
  await withFileLock(join(folder, '.lock'), { onWait, signal, pollMs: 5000 }, async () => {
    for (const [target, path] of [
      [server, 'cmd/server'],
      [sqlTool, 'cmd/tools/sql'],
    ] as const) {
      if (await isExecutable(target)) continue;
      const module = `${serverModule}/${path}@v${serverVersion}`;
      await goInstall({
        go,
        module,
        target,
        env,
        onProgress,
        signal,
        title: `building ${module} (once, some minutes)`,
      });
    }
  });
  return { server, sqlTool, schemas: await schemaFolder(go, env, signal) };
}

// --- internal ---

const serverModule = 'go.temporal.io/server';

async function schemaFolder(go: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string> {
  const json = await runCommand(go, ['mod', 'download', '-json', `${serverModule}@v${serverVersion}`], {
    env,
    signal,
    cwd: cacheDir(env),
  });
  const { Dir } = JSON.parse(json) as { Dir: string };
  return join(Dir, 'schema', 'postgresql', 'v12');
}
