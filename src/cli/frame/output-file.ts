import { stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import { whyNotWritten } from '../../folders/make-folder.ts';

/**
 * Looks whether a file can be written, before the work of which it is to hold the result.
 *
 * @param option the flag that names it, for the message
 * @throws ConfigurationError when it cannot
 */
export async function checkOutputFile(option: string, path: string): Promise<void> {
  try {
    const found = await stat(path).catch(noFile);
    if (!found) await stat(dirname(path));
    const why = await whyNotWritten(path);
    if (why !== undefined) throw new Error(why);
  } catch (error) {
    throw cannotWrite(option, path, error);
  }
}

/** @throws ConfigurationError when the file cannot be written after all */
export async function writeOutputFile(option: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw cannotWrite(option, path, error);
  }
}

// --- internal ---

function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function cannotWrite(option: string, path: string, cause: unknown): ConfigurationError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why =
    code === 'ENOENT'
      ? 'there is no such folder'
      : code === 'ENOTDIR'
        ? 'a part of the path is no folder'
        : code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
          ? 'that is not permitted'
          : message;
  return new ConfigurationError(`Expected to write \`${option}\` to \`${path}\`, but ${why}; check the path`, {
    cause,
  });
}
