import { ConfigurationError } from '../../terms/errors.ts';
import type { CliIo } from '../terminal/context.ts';
import { openPath } from '../../folders/read-path.ts';
import { whyUnreadable } from '../../terms/why-unreadable.ts';

export interface OpenInput {
  chunks: AsyncIterable<Uint8Array | string>;
  /** Bytes in all; `null` if unknown, as for a pipe. */
  size: number | null;
}

/**
 * A file, or standard input for `-` or no path.
 *
 * @param what the plural for messages, such as `numbers`
 * @throws ConfigurationError if there is nothing to read
 */
export async function openInput(io: Pick<CliIo, 'stdin'>, path: string | undefined, what: string): Promise<OpenInput> {
  if (path === undefined && io.stdin.isTTY)
    throw new ConfigurationError(`Expected ${what}, got none: name a file, or pipe them in`);
  if (path === undefined || path === '-') return { chunks: io.stdin, size: null };
  try {
    return await openPath(path, chunkBytes);
  } catch (cause) {
    const why = whyUnreadable(cause);
    throw new ConfigurationError(`Expected to read ${what} from \`${path}\`, but ${why}; check the path`, { cause });
  }
}

// --- internal ---

/** Large enough that the number of reads does not matter, small enough for the progress bar to move. */
const chunkBytes = 1 << 18;
