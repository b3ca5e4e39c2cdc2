import { statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFileUri, pathOfUri } from '../../artifacts/artifact-folder.ts';
import type { Artifact } from '../../core/state/lineage.ts';

/**
 * Says where artifacts lie by now. A version names its file by an absolute address, and a home may be moved, or be
 * restored elsewhere: a file that lies below the registry's own folder as it lay below the folder of before, and has
 * the registered size, is the one that is meant. Whoever reads it checks its digest.
 */
export function artifactPlaces(registryFile: string): (artifact: Artifact) => Artifact {
  if (registryFile === ':memory:') return (artifact) => artifact;
  const folder = dirname(resolve(registryFile));
  // Of how many parts the folder of before is: the same for most versions.
  let usual = 0;
  return (artifact) => {
    const parts = isFileUri(artifact.uri) ? partsOutside(folder, artifact.uri) : [];
    const last = parts.length - leastParts;
    for (let at = -1; at <= last; at++) {
      const from = at < 0 ? usual : at;
      const path = join(folder, ...parts.slice(from));
      if (from > last || !isFileOf(path, artifact.bytes)) continue;
      usual = from;
      return { ...artifact, uri: pathToFileURL(path).href };
    }
    return artifact;
  };
}

// --- internal ---

/** A file's name alone would fit too many. */
const leastParts = 2;

/** The parts of the path of a file; none if it lies in the folder, or its address names no path of this machine. */
function partsOutside(folder: string, uri: string): string[] {
  try {
    const path = pathOfUri(uri);
    return relative(folder, path).startsWith('..') ? path.split(sep).filter((part) => part !== '') : [];
  } catch {
    return [];
  }
}

function isFileOf(path: string, bytes: number): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size === bytes;
  } catch {
    return false;
  }
}
