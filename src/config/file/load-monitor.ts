import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../terms/errors.ts';
import { configurationError } from '../faults/faults.ts';
import { readMonitor, type Monitor } from '../parse-monitor.ts';
import { parseText, type ParsedText } from './parse-text.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { isStream, readPath } from '../../folders/read-path.ts';
import { whyUnreadable } from '../../terms/why-unreadable.ts';

/** A monitor file after reading: as written, and complete. */
export interface LoadedMonitor extends Monitor {
  /** The short form, as the `policy` update takes it. */
  written: unknown;
}

/**
 * Reads a monitor from `.yaml`, `.yml`, `.json`, or from the default or `monitor` export of a `.ts`, `.mts`, `.js` or
 * `.mjs` file. Faults in text files come with file, line and column.
 *
 * @throws ConfigurationError when the file cannot be read or is not valid
 */
export async function loadMonitor(path: string): Promise<LoadedMonitor> {
  const extension = extname(path).toLowerCase();
  if (scripts.has(extension)) return completed(path, await importMonitor(path));
  if (!texts.has(extension))
    throw new ConfigurationError(
      `Expected a monitor file to end in .yaml, .yml, .json, .ts or .js, got \`${path}\`; ${await otherThan(path, extension)}`
    );
  const parsed = parseText(path, await readBytes(path), extension === '.json');
  if (parsed.value === null)
    throw new ConfigurationError(
      `Expected a monitor in \`${path}\`, but the file holds nothing; \`temporal-retrain init\` writes one`
    );
  const text = typeof parsed.value === 'string' ? parsed.value : '';
  const word = /^(\w+) \S/.exec(text)?.[1];
  if (word !== undefined)
    throw new ConfigurationError(
      `Expected the monitor in ${path} to be fields such as \`model: shop:ranker\`, got the text \`${excerpt(text, 60)}\`; is the colon after \`${word}\` missing?`
    );
  return completed(path, parsed.value, parsed.where);
}

/**
 * Reads a text that is to stand in a file, before it does.
 *
 * @throws ConfigurationError as for the file, with a sentence that nothing was written
 */
export function checkMonitorText(path: string, text: string): void {
  try {
    const { value, where } = parseText(path, text, extname(path).toLowerCase() === '.json');
    completed(path, value, where);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const message = `${error.message}\nNothing was written: these limits could not be used; are the values of the history what their metric says?`;
    throw new ConfigurationError(message, { issues: error.issues, cause: error });
  }
}

// --- internal ---

/** What to do with something that is no monitor file by its name. */
async function otherThan(path: string, extension: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false
  );
  if (isFolder) return 'it is a folder: name a file in it, or `temporal-retrain apply` its monitors';
  return rows.has(extension)
    ? 'it holds rows by its name: `temporal-retrain send MODEL --file` sends them, `backtest` replays them'
    : 'rename it';
}

const rows = new Set(['.csv', '.ndjson', '.jsonl', '.parquet']);

const texts = new Set(['.yaml', '.yml', '.json']);
const scripts = new Set(['.ts', '.mts', '.js', '.mjs']);

function completed(path: string, written: unknown, where?: ParsedText['where']): LoadedMonitor {
  const read = readMonitor(written);
  if ('faults' in read) throw configurationError(`the monitor in ${path}`, read.faults, where);
  return { ...read.monitor, written };
}

/** Comments included, twice what a monitor may hold; parsing more takes longer than people wait. */
const maxFileBytes = 512 * 1024;

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readPath(path, maxFileBytes);
    if (bytes.length > maxFileBytes)
      throw new ConfigurationError(
        `Expected a monitor file of at most ${maxFileBytes / 1024} KiB, got more in \`${path}\`; check that it is not a history file, or split the monitor`
      );
    return bytes;
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const next = isFolder(cause) ? '`temporal-retrain apply` takes a folder of monitors' : 'check the path';
    const text = `Expected to read a monitor from \`${path}\`, but ${whyUnreadable(cause)}; ${next}`;
    throw new ConfigurationError(text, { cause });
  }
}

function isFolder(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'EISDIR';
}

async function importMonitor(path: string): Promise<unknown> {
  if (await isStream(path))
    throw new ConfigurationError(
      `Expected \`${path}\` to be a file, as it is a script, but it is none; check the path`
    );
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const next = /\.m?ts$/.test(path) ? '; TypeScript needs Node 22.18 or newer, or `node --import tsx`' : '';
    throw new ConfigurationError(`Expected to import a monitor from \`${path}\`, but it failed: ${why}${next}`, {
      cause,
    });
  }
  const found = module['default'] ?? module['monitor'];
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `Expected \`${path}\` to export a monitor by default or as \`monitor\`, got ${Object.keys(module).join(', ') || 'no export'}`
  );
}
