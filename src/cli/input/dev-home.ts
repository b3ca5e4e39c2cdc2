import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeTemporary, whyNotMade } from '../../folders/make-folder.ts';
import { registrySetting } from '../../terms/environment.ts';
import { openWorkerHome, type WorkerHome } from '../../worker/worker-home.ts';
import type { CliContext } from '../terminal/context.ts';
import { isServerNamed } from '../frame/configured-server.ts';
import { envWith, type ServerOptions } from '../frame/server-options.ts';

export interface DevHomeFlags extends ServerOptions {
  home: string;
  registry?: string;
}

/** Where `dev` keeps everything, and what removes it at the end where that is a temporary folder. */
export interface DevHome extends WorkerHome {
  isTemporary: boolean;
  remove: () => Promise<void>;
}

/**
 * The home, or a temporary folder where nothing can be written to it and nobody has named it. Not where a server or a
 * registry stays that would go on with models which are gone.
 *
 * @throws ConfigurationError where there is none to be had
 */
export async function openDevHome(context: CliContext, flags: DevHomeFlags, isNamed: boolean): Promise<DevHome> {
  const { env } = context.io;
  const stays = isNamed || isServerNamed(envWith(env, flags)) || (flags.registry ?? registrySetting(env).value);
  const why = stays ? undefined : await whyNotMade(join(resolve(flags.home), '.lock'));
  if (why === undefined)
    return { ...(await openWorkerHome(flags.home)), isTemporary: false, remove: () => Promise.resolve() };
  const folder = await makeTemporary('home');
  context.note(
    `${why}: monitors, registry and models of this run go to ${folder} and are removed when it ends; --home names a folder that keeps them`
  );
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { ...(await openWorkerHome(folder)), isTemporary: true, remove };
}
