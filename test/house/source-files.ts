import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The TypeScript files below these folders, as paths from the root of the repository. */
export function sourceFiles(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name).replaceAll('\\', '/'))
      .sort()
  );
}
