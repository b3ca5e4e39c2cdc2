import type { MachineCheck } from './machine.ts';

/** Temporal's packages are all there and of one version: with two of them, errors and payloads are not recognised. */
export const sdkCheck: MachineCheck = {
  name: 'sdk',
  run({ versionOf }) {
    const found = sdkPackages.map((name) => ({ name, version: versionOf(name) }));
    const missing = found.filter(({ version }) => version === undefined).map(({ name }) => name);
    const versions = [...new Set(found.flatMap(({ version }) => version ?? []))];
    const fix = `npm install ${sdkPackages.map((name) => `${name}@${newest(versions) ?? 'latest'}`).join(' ')}`;
    if (missing.length > 0)
      return [
        {
          status: 'fault',
          text: `packages of Temporal's SDK are missing: ${missing.join(', ')}`,
          cause: 'they are peer dependencies, which a package manager may leave out',
          fix,
        },
      ];
    if (versions.length === 1) return [{ status: 'ok', text: `Temporal SDK ${versions[0]}, the same in all packages` }];
    return [
      {
        status: 'fault',
        text: `packages of Temporal's SDK differ: ${found.map(({ name, version }) => `${name} ${version}`).join(', ')}`,
        cause: 'they were installed at different times; they only work with their like',
        fix,
      },
    ];
  },
};

// --- internal ---

/** Our peer dependencies; a test compares them with the package file. */
const sdkPackages = ['activity', 'client', 'common', 'envconfig', 'plugin', 'worker', 'workflow'].map(
  (name) => `@temporalio/${name}`
);

function newest(versions: readonly string[]): string | undefined {
  return versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}
