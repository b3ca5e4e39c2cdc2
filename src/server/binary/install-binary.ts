import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../folders/make-folder.ts';

/**
 * Lets `make` produce a program in a separate folder and moves it to `target` in one step, so that a killed download or
 * build never leaves half a program where the next run looks. Removes the folders of earlier killed runs; call it under
 * a lock on `target`.
 */
export async function installBinary(target: string, make: (folder: string) => Promise<string>): Promise<void> {
  const parent = dirname(target);
  await makeFolder(parent);
  for (const name of await readdir(parent))
    if (name.startsWith(staging)) await rm(join(parent, name), { recursive: true, force: true });

  const folder = await mkdtemp(join(parent, staging));
  try {
    const made = await make(folder);
    await chmod(made, 0o755);
    await rename(made, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// --- internal ---

const staging = '.making-';
