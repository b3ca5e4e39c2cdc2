import { createRequire } from 'node:module';

/** The version of this package. */
export function packageVersion(): string {
  const require = createRequire(import.meta.url);
  // The package file is at a different depth from the sources than from `dist`.
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = require(path) as { name?: string; version?: string };
      if (name === 'temporal-retrain' && version !== undefined) return version;
    } catch {
      // Look further up.
    }
  }
  return 'unknown';
}
