import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import { whyNotWritten } from '../../folders/make-folder.ts';

/** Refuses a place where the page cannot be written, before a minute is spent on playing the story. */
export async function checkReport(path: string): Promise<void> {
  const here = await stat(path).catch(() => null);
  if (here?.isDirectory()) throw refusal(path, 'it is a folder; add a file name');
  const place = here ? path : dirname(path);
  const folder = here ?? (await stat(place).catch(() => null));
  if (folder === null) throw refusal(path, `there is no folder ${place}; make it first, or choose another`);
  if (!here && !folder.isDirectory()) throw refusal(path, `${place} is no folder; choose another`);
  const why = await whyNotWritten(path);
  if (why !== undefined) throw refusal(path, `${why}; choose another`);
}

// --- internal ---

function refusal(path: string, why: string): ConfigurationError {
  return new ConfigurationError(`Expected \`--report\` to name a file that can be written, got ${path}: ${why}`);
}
