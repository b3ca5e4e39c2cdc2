import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseModelId } from '../../../terms/model-id.ts';
import { SpoolError } from '../../../terms/errors.ts';
import { makeFolderSync } from '../../../folders/make-folder.ts';
import { lockDirectory } from './lock-directory.ts';
import { MonitorSpool } from './monitor-spool.ts';
import { resolveSpoolOptions, type ResolvedSpoolOptions, type SpoolOptions } from './spool-options.ts';
import type { Clock } from '../clock.ts';

/** The folder in which a publisher keeps what it has accepted, with one subfolder for each monitor. */
export class Spool {
  /** Stays the same from process to process. */
  readonly source: string;
  private readonly options: ResolvedSpoolOptions;
  private readonly clock: Clock;
  private readonly unlock: () => void;
  private readonly monitors = new Map<string, MonitorSpool>();
  private cancelSync: (() => void) | undefined;

  /**
   * @throws ConfigurationError when another process uses the folder
   * @throws SpoolError when it cannot be read or written
   */
  constructor(options: SpoolOptions, clock: Clock) {
    this.options = resolveSpoolOptions(options);
    this.clock = clock;
    const { directory, fsync } = this.options;
    const { unlock, source } = openFolder(directory);
    this.unlock = unlock;
    this.source = source;
    if (fsync === 'interval') this.syncLater();
  }

  /** Models for which something may be left. */
  models(): string[] {
    const { directory } = this.options;
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? modelIn(entry.name) : []
    );
  }

  monitor(model: string): MonitorSpool {
    const known = this.monitors.get(model);
    if (known) return known;
    const spool = opened(this.options.directory, () => new MonitorSpool(this.folderOf(model), this.options));
    this.monitors.set(model, spool);
    return spool;
  }

  /** Leaves the folder to the next process. */
  close(): void {
    this.cancelSync?.();
    for (const spool of this.monitors.values()) spool.close();
    this.unlock();
  }

  // --- internal ---

  /** Not every file system allows a folder called `shop:ranker`. */
  private folderOf(model: string): string {
    return join(this.options.directory, encodeURIComponent(model));
  }

  private syncLater(): void {
    this.cancelSync = this.clock.after(syncEveryMs, () => {
      try {
        for (const spool of this.monitors.values()) spool.sync();
      } catch {
        // The next record reports what is wrong with the disk.
      }
      this.syncLater();
    });
  }
}

// --- internal ---

const syncEveryMs = 1_000;

/** Other folders are left alone. */
function modelIn(name: string): string[] {
  try {
    const model = decodeURIComponent(name);
    return typeof parseModelId(model) === 'string' ? [] : [model];
  } catch {
    return [];
  }
}

function openFolder(directory: string): { unlock: () => void; source: string } {
  return opened(directory, () => {
    makeFolderSync(directory);
    const unlock = lockDirectory(directory);
    try {
      return { unlock, source: sourceIn(join(directory, 'source.txt')) };
    } catch (error) {
      unlock();
      throw error;
    }
  });
}

function sourceIn(path: string): string {
  try {
    const known = readFileSync(path, 'utf8').trim();
    if (known !== '') return known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const source = `${hostname().slice(0, 60)}-spool-${randomUUID().slice(0, 13)}`;
  writeFileSync(path, `${source}\n`);
  return source;
}

function opened<T>(directory: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    if ((cause as Error).name === 'ConfigurationError' || cause instanceof SpoolError) throw cause;
    throw new SpoolError(
      `The spool \`${directory}\` could not be opened: ${(cause as Error).message}; check that the folder is writable`,
      { cause }
    );
  }
}
