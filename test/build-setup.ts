import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildInto } from './support/built.ts';

/** The package, built once for the processes that tests without a server start: each would read the sources through tsx. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-test-'));
  const builtPackage = join(folder, 'package');
  await buildInto(builtPackage);
  project.provide('builtPackage', builtPackage);
  return () => rm(folder, { recursive: true, force: true });
}
