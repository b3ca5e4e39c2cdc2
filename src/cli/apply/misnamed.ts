import { basename, extname } from 'node:path';
import { readFile, stat } from 'node:fs/promises';
import { excerpt } from '../../terms/visible-text.ts';
import { otherFilesAt } from './files-at.ts';
import { parseText } from '../../config/file/parse-text.ts';
import type { LoadedMonitor } from '../../config/file/load-monitor.ts';

/** A file that looks like a monitor and is passed over for its name. */
export interface Misnamed {
  file: string;
  model: string;
  /** What it should be called. */
  rightName: string;
}

/**
 * Files below the folders that describe a model as a monitor file does, and are not called `<name>.monitor.<ending>`.
 * Only what can be read without running code is looked at: YAML and JSON.
 *
 * @param described what another file says of a model is enough: an older copy is left alone
 */
export async function findMisnamed(
  paths: readonly string[],
  described: readonly { monitor: LoadedMonitor }[]
): Promise<Misnamed[]> {
  const models = new Set(described.map(({ monitor }) => monitor.config.model));
  const files = new Set<string>();
  for (const path of paths) for (const file of await otherFilesAt(path)) files.add(file);
  const found: Misnamed[] = [];
  // One after the other: a folder may have thousands of other files.
  for (const file of files) {
    const model = await modelIn(file);
    if (model !== undefined && !models.has(model)) found.push({ file, model, rightName: rightNameOf(file) });
  }
  return found;
}

/** The first of many lines that say the same of each: what else is said stays on the screen. */
export function fewOf(lines: readonly string[], what: string): string[] {
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `and ${more} more ${what}`] : [...lines];
}

/** What `fewOf` is given for files that are not called as they should be. */
export const likeThese = 'files like these';

export function misnamedText({ file, model, rightName }: Misnamed): string {
  return `${file} describes ${excerpt(model, 120)}, and is not applied: name it ${rightName}`;
}

// --- internal ---

/** A line may take three of a terminal's 24. */
const mostLines = 3;

const texts = new Set(['.yaml', '.yml', '.json']);
/** No monitor file is larger. */
const maxBytes = 512 * 1024;

/** The model that a file describes; `undefined` for what is no monitor, or cannot be read. */
async function modelIn(file: string): Promise<string | undefined> {
  const extension = extname(file).toLowerCase();
  if (!texts.has(extension)) return undefined;
  try {
    const found = await stat(file);
    // A pipe may be silent for good.
    if (!found.isFile() || found.size > maxBytes) return undefined;
    const text = await readFile(file, 'utf8');
    // To parse what cannot be one takes longer.
    if (!text.includes('model') || !text.includes('metrics')) return undefined;
    const { value } = parseText(file, text, extension === '.json');
    return modelOf(value);
  } catch {
    return undefined;
  }
}

/** Metrics of a monitor are told how to be watched; those of a result are numbers. */
function modelOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, metrics } = value as { model?: unknown; metrics?: unknown };
  if (typeof model !== 'string' || typeof metrics !== 'object' || metrics === null) return undefined;
  return Object.values(metrics).some((one) => typeof one === 'number') ? undefined : model;
}

/** `scorer.yaml` should be `scorer.monitor.yaml`. */
function rightNameOf(file: string): string {
  const extension = extname(file);
  return `${basename(file, extension)}.monitor${extension}`;
}
